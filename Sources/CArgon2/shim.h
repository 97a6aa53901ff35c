/* libargon2: the password hash Argon2 of RFC 9106. */
#include <argon2.h>
