/* Holds a file open for itself, as a spreadsheet does, until standard input ends: hold.exe FILE SHARED, where SHARED says
   what others may do meanwhile (1 read, 2 write, 4 delete or rename, or a sum of them). Says when it has it. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int wmain(int count, wchar_t **words)
{
    if (count != 3)
        return 2;
    HANDLE file = CreateFileW(words[1], GENERIC_READ | GENERIC_WRITE, _wtoi(words[2]), NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        printf("error %lu\n", GetLastError());
        return 1;
    }
    puts("held");
    fflush(stdout);
    getchar();
    CloseHandle(file);
    return 0;
}
