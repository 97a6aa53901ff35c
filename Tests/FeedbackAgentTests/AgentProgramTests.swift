import Foundation
import Glibc
import Synchronization
import TestThreads
import Testing

@Suite("The agent as a program", .ownThreads)
struct AgentProgramTests {
    private static func number(_ answer: String, suffix: String = " ready\n") -> Int? {
        guard answer.hasSuffix(suffix), let number = Int(answer.dropLast(suffix.count)) else {
            return nil
        }
        return (1...100).contains(number) ? number : nil
    }

    @Test(
        "it says one number of 1...100 and that it is ready, and closes",
        arguments: [["ballast-agent"], ["ballast", "agent"]])
    func number(program: [String]) async throws {
        try await onThread {
            let agent = try RunningAgent(as: program)
            let answer = try agent.answer()
            #expect(Self.number(answer) != nil, "\(answer)")
        }
    }

    @Test("with a percent sign, and drain while a file is there; else ready")
    func drain() async throws {
        try await onThread {
            let file = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
            defer { unlink(file) }
            let agent = try RunningAgent(["--percent", "--drain", file])
            #expect(Self.number(try agent.answer(), suffix: "% ready\n") != nil)
            #expect(FileManager.default.createFile(atPath: file, contents: nil))
            #expect(try agent.answer() == "0% drain\n")
            unlink(file)
            #expect(Self.number(try agent.answer(), suffix: "% ready\n") != nil)
        }
    }

    @Test("with few descriptors those who wait for nothing make room, and it rests")
    func descriptors() async throws {
        try await onThread {
            let agent = try RunningAgent(["--http", "--timeout", "60"], descriptors: 20)
            let silent = try (0..<60).map { _ in try Connection(agent.port) }
            let answer = try agent.answer(to: "GET / HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.0 200"), "\(answer)")
            #expect(agent.descriptors < 20)
            withExtendedLifetime(silent) {}
        }
    }

    @Test("load makes the number small")
    func load() async throws {
        try await onThread {
            let agent = try RunningAgent(["--interval", "0.2"])
            let isOver = Flag()
            for _ in 0..<sysconf(Int32(_SC_NPROCESSORS_ONLN)) {
                Thread.detachNewThread { while !isOver.now.load(ordering: .relaxed) {} }
            }
            defer { isOver.now.store(true, ordering: .relaxed) }
            #expect(try agent.eventually { (Self.number($0) ?? 100) <= 10 })
        }
    }

    @Test("a command's number counts when it is the least; while it fails there is no answer")
    func command() async throws {
        try await onThread {
            let file = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
            defer { unlink(file) }
            try "0".write(toFile: file, atomically: true, encoding: .utf8)
            let agent = try RunningAgent([
                "--interval", "0.1", "--timeout", "5", "--command", "cat \(file)",
            ])
            #expect(try agent.eventually { $0 == "1 ready\n" })
            try "many".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try agent.eventually { $0.isEmpty })
            let isTold = { agent.errors.contains("no answer until it does") }
            #expect(try agent.eventually { _ in isTold() })
            try "0".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try agent.eventually { $0 == "1 ready\n" })
        }
    }

    @Test(
        "a command that is missing, fails or hangs gives no answer, drain but for the number",
        arguments: ["/nonexistent/command", "echo 50; exit 1", "(sleep 1000 & wait)", "true"])
    func failingCommand(command: String) async throws {
        try await onThread {
            let file = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
            defer { unlink(file) }
            let arguments = ["--interval", "0.1", "--timeout", "0.2", "--command", command]
            let agent = try RunningAgent(arguments + ["--drain", file])
            #expect(try agent.answer() == "")
            let page = try RunningAgent(arguments + ["--http"])
            let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            #expect(try page.answer(to: request).hasPrefix("HTTP/1.0 503 "))
            let end = ContinuousClock.now + .seconds(60)
            while !agent.errors.contains("no answer"), ContinuousClock.now < end {
                #expect(try agent.answer() == "")
                poll(nil, 0, 20)
            }
            #expect(agent.errors.contains("no answer"))
            #expect(agent.descriptors < 12)
            #expect(FileManager.default.createFile(atPath: file, contents: nil))
            #expect(try agent.eventually { $0 == "drain\n" })
        }
    }

    @Test("over HTTP it gives a page to GET, and the bare line to HTTP/0.9")
    func http() async throws {
        try await onThread {
            let agent = try RunningAgent(["--http", "--percent", "--timeout", "5"])
            for version in ["1.0", "1.1"] {
                let page = try agent.answer(
                    to: "GET /load HTTP/\(version)\r\nHost: a\r\n\r\n")
                #expect(page.hasPrefix("HTTP/1.0 200 OK\r\n"))
                let parts = page.components(separatedBy: "\r\n\r\n")
                #expect(
                    parts.count == 2 && Self.number(parts[1], suffix: "% ready\n") != nil, "\(page)"
                )
                #expect(page.contains("Content-Length: \(parts[1].utf8.count)\r\n"))
            }
            #expect(Self.number(try agent.answer(to: "GET /\r\n"), suffix: "% ready\n") != nil)
            #expect(try agent.answer(to: "POST / HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.0 405"))
            #expect(try agent.answer(to: "nonsense\r\n").hasPrefix("HTTP/1.0 400"))
            let head = try agent.answer(to: "HEAD / HTTP/1.1\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.0 200") && head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("half a request is cut after its time, and an endless one at its bound")
    func badRequests() async throws {
        try await onThread {
            let agent = try RunningAgent(["--http", "--timeout", "0.2"])
            #expect(try agent.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n") == "")
            #expect(try agent.answer(to: "GET /" + String(repeating: "x", count: 20_000)) == "")
            #expect(try agent.answer(to: "GET /\n").hasSuffix("\n"))
        }
    }

    @Test("who talks, resets or stays gets an answer or nothing, and keeps none from another")
    func garbage() async throws {
        try await onThread {
            let agent = try RunningAgent(["--timeout", "60", "--connections", "4"])
            let staying = try (0..<20).map { _ in try Connection(agent.port) }
            let much = String(repeating: "x", count: 200_000)
            for text in ["\u{0}", "GET / HTTP/1.1\r\n\r\n", much] {
                for _ in 0..<20 {
                    let rude = try Connection(agent.port)
                    rude.say(text)
                }
                #expect(Self.number(try agent.answer()) != nil)
            }
            #expect(staying.allSatisfy { Self.number($0.all()) != nil })
            #expect(agent.isRunning)
        }
    }

    @Test("1,000 clients at once all get their answer, and cost no more than their limit")
    func thousand() async throws {
        try await onThread {
            var limit = rlimit()
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            getrlimit(resource, &limit)
            limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 4_096))
            setrlimit(resource, &limit)
            let agent = try RunningAgent(["--timeout", "60", "--connections", "64"])
            let clients = try (0..<1_000).map { _ in try Connection(agent.port) }
            #expect(agent.descriptors <= 64 + 10)
            #expect(clients.allSatisfy { Self.number($0.all()) != nil })
        }
    }

    @Test("a port that is taken is said, with exit status 1")
    func taken() async throws {
        try await onThread {
            let agent = try RunningAgent()
            #expect(throws: RunningAgent.Failure.self) {
                try RunningAgent(["--port", "\(agent.port)"])
            }
        }
    }

    /// Something that is over.
    private final class Flag: Sendable {
        let now = Atomic(false)
    }
}
