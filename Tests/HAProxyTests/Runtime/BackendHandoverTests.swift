import Addresses
import Model
import Seeds
import TestThreads
import Testing

@testable import HAProxy

/// The rules by which servers stay.
@Suite("Servers of a backend in a handover", .ownThreads)
struct BackendHandoverTests {
    static func server(
        _ name: String, _ port: UInt16, weight: Int = 10, state: BackendServer.State = .online,
        options: [String] = ["check", "inter", "1s"]
    ) -> BackendServer {
        BackendServer(
            backend: "b", name: name,
            endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: port),
            weight: weight, state: state, options: options)
    }

    static func running(
        _ server: BackendServer, isUp: Bool = true, age: Int = 100, isHeld: Bool = false,
        wasChecked: Bool = true
    ) throws -> RunningServer {
        let text = ServerLine.text(server, isHeld: isHeld)
        return RunningServer(
            state: ServerStates.Server(
                backend: "b", name: server.name, endpoint: server.endpoint, weight: server.weight,
                isUp: isUp, state: server.state, isAsked: nil, line: "", age: age,
                wasChecked: wasChecked),
            line: try #require(ServerLine(Substring(text))))
    }

    private static func staying(_ wanted: [BackendServer], _ running: [RunningServer]) -> [String] {
        BackendHandover(wanted, running, ServerProofs()).staying.map {
            $0.server.state.name + ($0.isInPlace ? " in place" : "")
        }
    }

    @Test("weight 0, drain and offline count as a removal where the edit adds a server")
    func weightZero() throws {
        let green = Self.server("g", 2)
        for out in [
            Self.server("b", 1, weight: 0), Self.server("b", 1, state: .offline),
        ] {
            let blue = try Self.running(Self.server("b", 1))
            #expect(Self.staying([out, green], [blue]) == ["b in place"])
            // By itself it is an order; so it is where the other one was there, and fails.
            #expect(Self.staying([out], [blue]).isEmpty)
            let down = try Self.running(green, isUp: false)
            #expect(Self.staying([out, green], [blue, down]).isEmpty)
            // One that was there with weight 0 is as good as new.
            let spare = try Self.running(Self.server("g", 2, weight: 0), isUp: false)
            #expect(Self.staying([out, green], [blue, spare]) == ["b in place"])
        }
    }

    @Test("a server that is spoken to in another way has to prove itself")
    func manner() throws {
        let blue = try Self.running(Self.server("b", 1))
        for options in [["ssl", "verify", "none"], ["send-proxy"], ["port", "99"]] {
            let other = Self.server("b", 1, options: ["check", "inter", "1s"] + options)
            #expect(Self.staying([other], [blue]) == ["b"], "\(options)")
        }
        for options in [["inter", "5s"], ["cookie", "b"], ["slowstart", "9s", "fall", "3"]] {
            let same = Self.server("b", 1, options: ["check"] + options)
            #expect(Self.staying([same], [blue]).isEmpty, "\(options)")
        }
        // The same server under another name is proven.
        #expect(Self.staying([Self.server("c", 1)], [blue]).isEmpty)
    }

    @Test("a successor is proven when it has been up for two more checks")
    func trial() throws {
        let blue = try Self.running(Self.server("b", 1), isHeld: true)
        let green = Self.server("g", 2)
        let trial = Self.server("g", 2, weight: 0)
        #expect(green.trial == 2)
        #expect(Self.server("g", 2, options: ["check", "inter", "100ms"]).trial == 1)
        for (age, isUp, staying) in [(0, true, ["b"]), (1, true, ["b"]), (9, false, ["b"])] {
            let young = try Self.running(trial, isUp: isUp, age: age)
            #expect(Self.staying([green], [blue, young]) == staying)
        }
        #expect(Self.staying([green], [blue, try Self.running(trial, age: 2)]).isEmpty)
        // One with a weight is on trial too: it got it while none of the others worked.
        #expect(Self.staying([green], [blue, try Self.running(green, age: 0)]) == ["b"])
        let usual = try Self.running(Self.server("b", 1))
        #expect(Self.staying([green], [usual, try Self.running(green, age: 0)]).isEmpty)
    }

    @Test("a server that was never checked replaces none, and stays only where no other one works")
    func unchecked() throws {
        let (blue, green) = (Self.server("b", 1), Self.server("g", 2))
        let new = try Self.running(green, wasChecked: false)
        let known = try Self.running(blue)
        #expect(Self.staying([green], [known, new]) == ["b"])
        #expect(Self.staying([Self.server("q", 3)], [known, new]) == ["b"])
        // After a start none was checked: all go on as they are.
        let unknown = try Self.running(blue, wasChecked: false)
        let handover = BackendHandover([green], [unknown, new], ServerProofs())
        #expect(handover.staying.map(\.server.state.name) == ["b"] && !handover.isServed)
        // A mark of a handover is no check.
        let held = try Self.running(green, isHeld: true, wasChecked: false)
        #expect(Self.staying([green], [known, held]) == ["b"])
        // One that is not checked counts as up.
        let plain = Self.server("p", 4, options: [])
        #expect(
            Self.staying(
                [Self.server("p", 4)], [known, try Self.running(plain, wasChecked: false)]
            )
            .isEmpty)
    }

    @Test("servers that stay do so while all servers of the document are taken out")
    func takenOut() throws {
        let held = try Self.running(Self.server("b", 1), isHeld: true)
        let green = try Self.running(Self.server("g", 2, weight: 0), isUp: false)
        for out in [Self.server("g", 2, weight: 0), Self.server("g", 2, state: .offline)] {
            #expect(Self.staying([out], [held, green]) == ["b"])
            #expect(Self.staying([out], [try Self.running(Self.server("b", 1)), green]).isEmpty)
            // The document has it, and says that it is out.
            #expect(Self.staying([out, Self.server("b", 1, weight: 0)], [held, green]).isEmpty)
        }
        #expect(Self.staying([], [held, green]).isEmpty)
    }

    @Test("a server that stays does so while it fails; one that failed before does not")
    func sick() throws {
        let green = Self.server("g", 2)
        let young = try Self.running(Self.server("g", 2, weight: 0), isUp: false)
        let held = try Self.running(Self.server("b", 1), isUp: false, isHeld: true)
        let handover = BackendHandover([green], [held, young], ServerProofs())
        #expect(handover.staying.map(\.server.state.name) == ["b"] && !handover.isServed)
        let failed = try Self.running(Self.server("b", 1), isUp: false)
        #expect(Self.staying([green], [failed, young]).isEmpty)
    }

    @Test("no look takes the last server that works, and a restart changes nothing")
    func properties() throws {
        for seed in 1...100 {
            var numbers = SeededNumbers(seed: seed)
            var worker = SimulatedBackend(&numbers)
            for step in 0..<30 {
                let place = "seed \(seed), step \(step)"
                let before = worker.summary
                let wasServed = worker.isServed
                if numbers.oneIn(3) { worker.edit(&numbers) }
                let isOrder = worker.isOrder
                let held = worker.look()
                if wasServed, !isOrder {
                    if !worker.isServed {
                        Issue.record("\(place): \(before)\n\(worker.summary)")
                        return
                    }
                }
                let text = worker.file
                let first = worker.summary
                if worker.look() != held || worker.file != text {
                    Issue.record("\(place): \(first)\n\(worker.summary)")
                    return
                }
                if !held.isEmpty {
                    let anew = ProxyHandover(restarting: text, to: worker.wanted)
                    #expect(Set(anew.held.flatMap(\.staying)) == Set(held), "\(place)")
                }
                worker.live(&numbers)
            }
        }
    }
}

/// One backend of a worker that loads each result of a handover.
private struct SimulatedBackend {
    private(set) var file: String
    private(set) var wanted: WorkerConfiguration
    private var servers: [String: RunningServer] = [:]

    init(_ numbers: inout SeededNumbers) {
        wanted = Self.configuration(Self.document(&numbers))
        file = wanted.text
        load(wanted, unproven: [])
    }

    var summary: String {
        "\(file)\(wanted.text)"
            + servers.values.map { "\($0.state.name) \($0.state.isUp) \($0.state.age)" }.sorted()
            .joined(separator: "\n")
    }

    var isServed: Bool { servers.values.contains(where: \.isUsable) }

    /// Whether the document takes servers out and raises no other.
    var isOrder: Bool {
        let raised = wanted.proxies.servers.filter { server in
            server.weight > 0
                && !servers.values.contains {
                    $0.line.manner == server.manner && $0.state.weight > 0
                }
        }
        return raised.isEmpty
    }

    private static func document(_ numbers: inout SeededNumbers) -> [BackendServer] {
        var servers: [BackendServer] = []
        for port in UInt16(1)...6 where numbers.oneIn(2) {
            servers.append(
                BackendHandoverTests.server(
                    "s\(port % 4)", port, weight: numbers.oneIn(4) ? 0 : 10))
        }
        var names: Set<String> = []
        servers = servers.filter { names.insert($0.name).inserted }
        if !servers.contains(where: { $0.weight > 0 }) {
            servers = [BackendHandoverTests.server("s9", UInt16.random(in: 7...9, using: &numbers))]
        }
        return servers
    }

    private static func configuration(_ servers: [BackendServer]) -> WorkerConfiguration {
        let proxies = ProxyChangesTests.wanted(servers)
        let rows = servers.map { ServerLine.text($0, isHeld: false) + "\n" }
        return WorkerConfiguration(
            text: "global\n    \(proxies.frame.line)\n\nlisten b\n\(rows.joined())\n",
            proxies: proxies)
    }

    mutating func edit(_ numbers: inout SeededNumbers) {
        wanted = Self.configuration(Self.document(&numbers))
    }

    /// Brings the wanted configuration; the servers that stay.
    mutating func look() -> [String] {
        let states = ServerStates(columns: [], servers: servers.values.map(\.state))
        let handover = ProxyHandover(from: states, file: file, to: wanted)
        load(handover.configuration, unproven: handover.unproven)
        return handover.held.flatMap(\.staying).sorted()
    }

    private mutating func load(_ configuration: WorkerConfiguration, unproven: Set<String>) {
        var next: [String: RunningServer] = [:]
        for line in ServerLines(configuration.text).section("b") ?? [] {
            let old = servers[line.name].flatMap { $0.line.manner == line.manner ? $0 : nil }
            let isUp = old?.state.isUp ?? !unproven.contains("b/\(line.name)")
            next[line.name] = RunningServer(
                state: ServerStates.Server(
                    backend: "b", name: line.name, endpoint: line.endpoint, weight: line.weight,
                    isUp: isUp, state: .online, isAsked: nil, line: "", age: old?.state.age ?? 0),
                line: line)
        }
        servers = next
        file = configuration.text
    }

    /// Lets time pass: servers fail, and work again.
    mutating func live(_ numbers: inout SeededNumbers) {
        for (name, server) in servers.sorted(by: { $0.key < $1.key }) {
            let isOther = numbers.oneIn(3)
            let state = server.state
            servers[name] = RunningServer(
                state: ServerStates.Server(
                    backend: "b", name: name, endpoint: state.endpoint, weight: state.weight,
                    isUp: state.isUp != isOther, state: .online, isAsked: nil, line: "",
                    age: isOther ? 0 : state.age + 1),
                line: server.line)
        }
    }
}
