//! The credentials as a whole: the order they are looked up in, what happens when a store fails, the encrypted file.
