/* libinotifytools: watches on files and directories. GPL-2.0-only: see docs/reference/licences.md. */
#include <sys/inotify.h>
#include <inotifytools/inotifytools.h>
#include <inotifytools/inotify.h>
