/* What Wine lacks before version 9 and the standard library of Rust takes its randomness from: a bcryptprimitives.dll of one
 * function, beside the program under test. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PUCHAR into, SIZE_T length) {
    return RtlGenRandom(into, (ULONG)length);
}
