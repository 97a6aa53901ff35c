import Glibc

/// A program of this machine, run on one of the lab's hosts.
///
/// It is looked for on PATH; standard input is empty unless text is given.
public struct Program: Sendable, Hashable {
    /// Name or path, then the arguments.
    public var words: [String]
    /// The host it runs on; nil: the calling thread's namespace.
    public var host: String?

    /// This program with these arguments.
    public init(_ words: [String], on host: String? = nil) {
        self.words = words
        self.host = host
    }

    /// What a program left when it ended.
    public struct Result: Sendable, Hashable {
        /// Exit status, or 128 and the number of the signal that ended it.
        public let status: Int
        /// All it wrote to standard output.
        public let output: String
        /// All it wrote to standard error.
        public let errors: String
    }

    /// Runs it to its end.
    ///
    /// **Errors:** it can't be started.
    public func run(input: String = "") throws -> Result {
        let files = try (Scratch(input), Scratch(), Scratch())
        let identifier = try start(
            input: files.0.descriptor, output: files.1.descriptor, errors: files.2.descriptor)
        return Result(
            status: try Self.status(of: identifier), output: try files.1.text(),
            errors: try files.2.text())
    }

    /// Runs it to its end and gives its output.
    ///
    /// **Errors:** its status is not 0.
    @discardableResult
    public func output(input: String = "") throws -> String {
        let result = try run(input: input)
        guard result.status == 0 else {
            throw LabFailure(
                "\(words.joined(separator: " ")): status \(result.status)\n"
                    + result.output + result.errors)
        }
        return result.output
    }

    /// Starts it in a process group of its own.
    ///
    /// **Errors:** it can't be found or started.
    func start(input: Int32, output: Int32, errors: Int32) throws -> pid_t {
        guard let host else {
            return try spawn(input: input, output: output, errors: errors)
        }
        return try Namespace.inside(host) {
            try spawn(input: input, output: output, errors: errors)
        }
    }

    /// Waits for a child.
    ///
    /// **Unit:** as ``Result/status``.
    static func status(of identifier: pid_t) throws(LabFailure) -> Int {
        var status: Int32 = 0
        _ = try checked("wait for a child") { waitpid(identifier, &status, 0) }
        let signal = status & 0x7f
        return signal == 0 ? Int(status >> 8 & 0xff) : 128 + Int(signal)
    }

    private func spawn(input: Int32, output: Int32, errors: Int32) throws(LabFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        // Swift's test runner may have masked signals that the program needs.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var identifier = pid_t()
        let result = posix_spawnp(
            &identifier, words[0], &actions, &attributes, &arguments, environ)
        guard result == 0 else { throw .call("start \(words[0])", number: result) }
        return identifier
    }
}

/// A file without a name that a child reads from or writes to: it never fills like a pipe.
final class Scratch: Sendable {
    let descriptor: Int32

    init(_ text: String = "") throws(LabFailure) {
        var template = Array("/tmp/lab.XXXXXX".utf8CString)
        descriptor = try checked("make a temporary file") {
            mkstemp(&template)
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        var text = text
        let length = text.utf8.count
        let written = try checked("write a temporary file") {
            text.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
        }
        guard written == length else { throw LabFailure("wrote \(written) of \(length) bytes") }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit {
        close(descriptor)
    }

    /// All that is in it by now.
    func text() throws(LabFailure) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try checked("read a temporary file") {
                pread(descriptor, &buffer, buffer.count, bytes.count)
            }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
