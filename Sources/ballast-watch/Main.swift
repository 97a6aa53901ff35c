// ballast-watch: prints a line for each change under the paths it is given. GPL-2.0-only, because
// libinotifytools is; it is a program of its own and talks to Ballast through a pipe.

import Glibc

/// The program: `ballast-watch PATH...`, absolute paths.
@main
struct Main {
    /// Seconds between looks at whether the parent still lives.
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

    /// Watches until the way to a path has changed, so that it has to be followed anew.
    private static func watch(_ paths: [String], _ parent: pid_t) {
        let set = WatchSet(paths: paths)
        guard let inotify = Inotify(set) else {
            write("ballast-watch: inotify: \(String(cString: strerror(errno)))", to: STDERR_FILENO)
            exit(1)
        }
        defer { inotify.close() }
        // What changed while nothing was watched is not known: a line says "look".
        say("watching")
        while getppid() == parent {
            guard case .changed(let path) = inotify.next(seconds: patience) else { continue }
            say(path)
            let now = WatchSet(paths: paths)
            if now != set || path == "overflow" || set.names[path] != nil { return }
        }
    }

    private static func say(_ line: String) {
        // A closed pipe means that nobody listens any more.
        guard write(line, to: STDOUT_FILENO) else { exit(0) }
    }

    @discardableResult
    private static func write(_ line: String, to descriptor: Int32) -> Bool {
        let bytes = Array("\(line)\n".utf8)
        return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            == bytes.count
    }
}
