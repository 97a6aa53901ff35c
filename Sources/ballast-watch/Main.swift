// ballast-watch: prints a line for each change under the given paths. GPL-2.0-only, because
// libinotifytools is; it is a separate program that communicates with Ballast through a pipe.

import Glibc

/// The program: `ballast-watch PATH...`, absolute paths.
@main
struct Main {
    /// Seconds between checks whether the parent is still running.
    private static let patience = 2

    static func main() {
        let paths = Array(CommandLine.arguments.dropFirst())
        guard !paths.isEmpty, paths.allSatisfy({ $0.hasPrefix("/") }) else {
            write("usage: ballast-watch /ABSOLUTE/PATH...", to: STDERR_FILENO)
            exit(2)
        }
        let parent = getppid()
        while getppid() == parent {
            watch(paths, parent)
        }
    }

    /// Watches until a directory on a path has changed, so that the paths must be followed again.
    private static func watch(_ paths: [String], _ parent: pid_t) {
        let set = WatchSet(paths: paths)
        guard let inotify = Inotify(set) else {
            write("ballast-watch: inotify: \(String(cString: strerror(errno)))", to: STDERR_FILENO)
            exit(1)
        }
        defer { inotify.close() }
        // Changes before the watches existed are unknown: this line makes the reader check the
        // files.
        say("watching")
        while getppid() == parent {
            guard case .changed(let path) = inotify.next(seconds: patience) else { continue }
            say(path)
            let now = WatchSet(paths: paths)
            if now != set || path == "overflow" || set.names[path] != nil { return }
        }
    }

    private static func say(_ line: String) {
        // A closed pipe means that the reader has ended.
        guard write(line, to: STDOUT_FILENO) else { exit(0) }
    }

    @discardableResult
    private static func write(_ line: String, to descriptor: Int32) -> Bool {
        let bytes = Array("\(line)\n".utf8)
        return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            == bytes.count
    }
}
