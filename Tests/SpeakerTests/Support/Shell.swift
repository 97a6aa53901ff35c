import Glibc

/// Commands for the set-up of tests.
enum Shell {
    /// Whether this process may make network namespaces that have a name.
    static let hasNamespaces: Bool = {
        guard geteuid() == 0 else { return false }
        let name = "ballast-probe-\(getpid())"
        // A machine without `ip`, or that refuses namespaces, runs the other tests.
        guard (try? run("ip netns add \(name)")) != nil else { return false }
        return (try? run("ip netns del \(name)")) != nil
    }()

    /// Whether a program is installed.
    static func has(_ program: String) -> Bool {
        // The command fails where there is none.
        (try? run("command -v \(program)")) != nil
    }

    /// Runs a shell command and returns its output.
    @discardableResult
    static func run(_ command: String) throws -> String {
        guard let pipe = popen("exec 2>&1; \(command)", "r") else {
            throw ShellError(command: command, output: "errno \(errno)")
        }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 {
            output += chunk[..<count]
        }
        let text = String(decoding: output, as: UTF8.self)
        guard pclose(pipe) == 0 else { throw ShellError(command: command, output: text) }
        return text
    }
}

/// A command for the set-up of a test failed.
struct ShellError: Error {
    let command: String
    let output: String
}

/// Asks until the answer is true; false after 30 s, which no working part needs.
func eventually(_ question: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
        if try question() { return true }
        usleep(20_000)
    }
    return try question()
}
