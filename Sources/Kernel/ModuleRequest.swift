import Glibc

/// A request to load a kernel module, with the program that the kernel itself uses.
struct ModuleRequest {
    /// The module's name.
    let module: String

    /// Runs `modprobe` and waits for it; true when it reports success.
    func load() -> Bool {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return false }
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            let mode = descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
        }
        let words: [String] = [Self.program, "-q", "--", module]
        let vector = words.map { strdup($0) }
        defer { vector.forEach { free($0) } }
        var process: pid_t = 0
        guard posix_spawn(&process, Self.program, &actions, nil, vector + [nil], nil) == 0 else {
            return false
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return false }
        }
        return status == 0
    }

    /// Source: the kernel's `Documentation/admin-guide/sysctl/kernel.rst`, `modprobe`.
    private static var program: String {
        let text = (try? ControlFile(path: "/proc/sys/kernel/modprobe").read()) ?? ""
        // Without the file, or with an empty one, the default path applies.
        let path = text.prefix { $0 != "\n" }
        return path.isEmpty ? "/sbin/modprobe" : String(path)
    }
}
