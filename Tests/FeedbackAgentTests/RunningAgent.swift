import Foundation
import Glibc
import Synchronization

/// The agent as it was built beside these tests, running on a free port.
final class RunningAgent: Sendable {
    /// The port that it says it listens on.
    let port: UInt16
    private let process: Process
    private let said = Mutex("")

    struct Failure: Error {}

    /// Starts it; call it on a thread that may wait.
    ///
    /// - Parameter limit: descriptors that it may have; nil: as many as these tests.
    init(
        _ arguments: [String] = [], as program: [String] = ["ballast-agent"],
        descriptors limit: Int? = nil
    ) throws {
        let process = Process()
        let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        process.executableURL = folder.appending(path: program[0])
        process.arguments = program.dropFirst() + ["--port", "0"] + arguments
        if let limit, let path = process.executableURL?.path {
            process.executableURL = URL(filePath: "/usr/bin/prlimit")
            process.arguments = ["--nofile=\(limit)", path] + (process.arguments ?? [])
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        self.process = process
        var line = ""
        while !line.hasSuffix("\n") {
            let bytes = pipe.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw Failure() }
            line += String(decoding: bytes, as: UTF8.self)
        }
        guard let word = line.split(separator: "\n")[0].split(separator: " ").last,
            let port = UInt16(word)
        else { throw Failure() }
        self.port = port
        said.withLock { $0 = line }
        // What it says later is kept, and never holds it up.
        Thread.detachNewThread { [weak self] in
            while true {
                let bytes = pipe.fileHandleForReading.availableData
                guard !bytes.isEmpty else { return }
                self?.said.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
            }
        }
    }

    deinit {
        kill(process.processIdentifier, SIGTERM)
    }

    /// Its standard error so far.
    var errors: String { said.withLock { $0 } }

    /// How many descriptors it has open.
    var descriptors: Int {
        let path = "/proc/\(process.processIdentifier)/fd"
        return (try? FileManager.default.contentsOfDirectory(atPath: path))?.count ?? 0
    }

    /// Whether it still runs.
    var isRunning: Bool { process.isRunning }

    /// All that it says to one who connects and says this.
    func answer(to text: String = "") throws -> String {
        let connection = try Connection(port)
        connection.say(text)
        return connection.all()
    }

    /// Asks until the answer is as it should be; false when it never is.
    func eventually(_ text: String = "", _ condition: (String) -> Bool) throws -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if condition(try answer(to: text)) { return true }
            poll(nil, 0, 20)
        }
        return false
    }
}

/// A TCP connection to 127.0.0.1 that waits at most 30 s for anything.
final class Connection {
    private let descriptor: Int32

    init(_ port: UInt16) throws {
        descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw RunningAgent.Failure() }
    }

    deinit {
        close(descriptor)
    }

    func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// All that comes until the other side ends.
    func all() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }
}

/// Does work that waits on a thread of its own.
func onThread<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { done in
        Thread.detachNewThread { done.resume(with: Swift.Result { try work() }) }
    }
}
