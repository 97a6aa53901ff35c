import Addresses
import Files
import Glibc
import Model
import TestSupport
import TestThreads
import Testing
import VRRP

@testable import Failover

@Suite("The condition of a node", .ownThreads)
struct ConditionTests {
    private let start = ContinuousClock.now

    @Test("a condition counts after its delay, and ends after as long")
    func debounced() {
        var state = Debounced()
        state.update(true, delay: .seconds(2), at: start)
        #expect(!state.isHolding)
        state.update(true, delay: .seconds(2), at: start + .seconds(1))
        #expect(!state.isHolding)
        state.update(true, delay: .seconds(2), at: start + .seconds(2))
        #expect(state.isHolding)
        state.update(false, delay: .seconds(2), at: start + .seconds(3))
        #expect(state.isHolding)
        state.update(true, delay: .seconds(2), at: start + .seconds(4))
        state.update(false, delay: .seconds(2), at: start + .seconds(5))
        #expect(state.isHolding, "the time begins again after a relapse")
        state.update(false, delay: .seconds(2), at: start + .seconds(7))
        #expect(!state.isHolding)
    }

    @Test("without a delay a condition counts at once")
    func undelayed() {
        var state = Debounced()
        state.update(true, delay: .zero, at: start)
        #expect(state.isHolding)
        state.update(false, delay: .zero, at: start)
        #expect(!state.isHolding)
    }

    @Test("the wait between starts doubles, and a long life resets it")
    func pace() {
        var pace = RestartPace()
        #expect(pace.isDue(at: start))
        pace.start(at: start)
        pace.end(at: start)
        #expect(!pace.isDue(at: start + .milliseconds(199)))
        #expect(pace.isDue(at: start + .milliseconds(200)))
        pace.end(at: start)
        #expect(!pace.isDue(at: start + .milliseconds(399)))
        for _ in 0..<20 { pace.end(at: start) }
        #expect(pace.isDue(at: start + .seconds(30)))
        pace.start(at: start)
        pace.end(at: start + .seconds(11))
        #expect(pace.isDue(at: start + .seconds(11) + .milliseconds(200)))
    }

    @Test("an echo request has the checksum of RFC 1071, and its reply is found")
    func echo() {
        let message = EchoMessage(family: .ipv4, identifier: 0x1234, sequence: 7)
        #expect(message.request == [8, 0, 0xe5, 0xc4, 0x12, 0x34, 0, 7])
        let header: [UInt8] = [0x45] + [UInt8](repeating: 0, count: 19)
        let reply: [UInt8] = [0, 0, 0xed, 0xc4, 0x12, 0x34, 0, 7]
        #expect(message.isAnswered(by: (header + reply)[...]))
        #expect(!message.isAnswered(by: (header + message.request)[...]), "the request itself")
        #expect(!message.isAnswered(by: (header + reply.dropLast())[...]))
        let later = EchoMessage(family: .ipv4, identifier: 0x1234, sequence: 8)
        #expect(!later.isAnswered(by: (header + reply)[...]))
        let six = EchoMessage(family: .ipv6, identifier: 1, sequence: 2)
        #expect(six.request == [128, 0, 0, 0, 0, 1, 0, 2])
        #expect(six.isAnswered(by: [129, 0, 9, 9, 0, 1, 0, 2]))
        #expect(!six.isAnswered(by: []))
    }

    @Test("the facts of the host have its interfaces and processes")
    func host() throws {
        let own = try #require(ProcessEntry(pid: getpid()).name)
        let facts = try #require(HostFacts(processes: [own, "no-such-program"]))
        #expect(facts.working.contains("lo"))
        #expect(!facts.working.contains("no-such-device"))
        #expect(facts.processes == [own])
        let others = try #require(HostFacts(processes: []))
        #expect(others.processes.isEmpty)
    }

    @Test("a process that has ended does not count while its parent has not collected it")
    func zombie() throws {
        let name = "blz\(getpid())"
        let folder = try Scratch(name: name)
        try shell("install -m 755 /bin/true \(folder.path)")
        // The shell becomes a program that collects no child.
        let parent = try ChildProcess.start(
            ["/bin/sh", "-c", "\(folder.path) & exec sleep 600"],
            output: .file("/dev/null"))
        defer {
            kill(parent, SIGKILL)
            _ = ChildProcess.end(of: parent)
        }
        let isZombie = {
            ProcessEntry.all()?.contains { $0.name == name && $0.life?.isOver == true } == true
        }
        for _ in 0..<500 where !isZombie() { usleep(10_000) }
        try #require(isZombie())
        #expect(HostFacts(processes: [name])?.processes == [])
    }

    @Test("a command passes with status 0 alone, and not from a folder that others can write")
    func command() async {
        func run(_ words: String...) async -> String? {
            await TrackCommand(words: words, timeout: .seconds(60)).run()
        }
        #expect(await run("/bin/true") == nil)
        #expect(await run("/bin/false") == "exit status 1")
        #expect(await run("/no/such/program") != nil)
        let slow = TrackCommand(words: ["/bin/sleep", "600"], timeout: .milliseconds(50))
        #expect(await slow.run() == "no end within 0.05 seconds")
    }

    @Test("a command has none of the controller's variables")
    func environment() async {
        setenv("BALLAST_TEST_SECRET", "secret", 1)
        defer { unsetenv("BALLAST_TEST_SECRET") }
        let words = [
            "/bin/sh", "-c", #"test -z "$BALLAST_TEST_SECRET" && test -z "$HOME" && test "$PATH""#,
        ]
        #expect(await TrackCommand(words: words, timeout: .seconds(60)).run() == nil)
    }

    @Test("a command that takes too long ends with its children in other sessions")
    func children() async {
        let number = "31\(getpid() % 100_000)"
        let words = ["/bin/sh", "-c", "setsid sleep \(number) & wait"]
        let command = TrackCommand(words: words, timeout: .seconds(2))
        #expect(await command.run() == "no end within 2.0 seconds")
        let left = TrackCommand(
            words: ["/usr/bin/pgrep", "-x", "-f", "sleep \(number)"], timeout: .seconds(60))
        #expect(await left.run() == "exit status 1", "none is left")
    }

    @Test(
        "a command has the rights of its user: nobody, unless the document names another",
        .enabled(if: geteuid() == 0))
    func user() async {
        let words = ["/usr/bin/test", "-w", "/etc/passwd"]
        let usual = TrackCommand(words: words, timeout: .seconds(60))
        #expect(await usual.run() == "exit status 1")
        let root = TrackCommand(words: words, timeout: .seconds(60), user: "root")
        #expect(await root.run() == nil)
        let unknown = TrackCommand(words: words, timeout: .seconds(60), user: "no-such-user")
        #expect(await unknown.run() == "there is no user no-such-user")
    }

    @Test("faults lower the priority by their weights, one without a weight by all of it")
    func faults() {
        func penalty(_ weights: [Int?]) -> Int {
            NodeCondition(
                NodeFitness(), weights.map { NodeFault(reason: "test", weight: $0) }, []
            ).penalty
        }
        #expect(penalty([]) == 0)
        #expect(penalty([20, 30]) == 50)
        #expect(penalty([nil]) == 254)
        #expect(penalty([nil, 30]) == 255)
    }

    @Test("a node is ready once its document is fulfilled")
    func readiness() {
        #expect(NodeCondition(NodeFitness(), [], []).isReady)
        #expect(!NodeCondition(NodeFitness(isFulfilled: false), [], []).isReady)
        #expect(!NodeCondition(NodeFitness(hasDocument: false), [], []).isReady)
        #expect(NodeCondition(NodeFitness(isFulfilled: false), [], []).isUsable)
        #expect(!NodeCondition(NodeFitness(lacksServers: true), [], []).isReady)
    }

    @Test("each reason for which a node is not ready has words")
    func unready() {
        func words(_ fitness: NodeFitness) -> [String] { fitness.unready.map(\.sentence) }
        #expect(words(NodeFitness(usable: 0, total: 0)) == [])
        #expect(
            words(NodeFitness(hasDocument: false, isFulfilled: false, lacksServers: true))
                == ["no document is in force"], "nothing else counts without one")
        #expect(
            words(
                NodeFitness(
                    isFulfilled: false, failure: "cannot read the IPVS table", lacksProxies: true,
                    knowsConnections: false, lacksServers: true))
                == [
                    "cannot read the IPVS table", "HAProxy serves none of the proxies",
                    "receives the open connections first",
                    "no service or proxy has a usable server",
                ])
        #expect(
            words(NodeFitness(isFulfilled: false))
                == ["the host is not in the state of the document yet"])
    }

    @Test("a node waits for the connections of the master, and for a minute at most")
    func connections() {
        let waiting = NodeFitness(knowsConnections: false)
        #expect(!NodeCondition(waiting, [], []).isReady)
        #expect(NodeCondition(waiting, [], []).isUsable)
        var patience = SyncPatience()
        func isReady(_ facts: NodeFitness, after time: Duration) -> Bool? {
            patience.limited(facts, isCut: false, at: start + time)
                .map { NodeCondition($0, [], []).isReady }
        }
        #expect(isReady(waiting, after: .zero) == false)
        #expect(isReady(waiting, after: .seconds(59)) == false)
        #expect(isReady(waiting, after: .seconds(60)) == true)
        #expect(isReady(NodeFitness(), after: .seconds(61)) == true)
        #expect(isReady(waiting, after: .seconds(62)) == false, "another wait")
        #expect(patience.limited(nil, isCut: false, at: start) == nil)
    }

    @Test("a node whose sync link had no carrier waits for a round after each such time")
    func connectionsAfterCut() {
        var facts = NodeFitness()
        facts.connectionLink = .init(interface: "eth2", round: .seconds(13))
        var patience = SyncPatience()
        func isReady(_ hasCarrier: Bool?, after seconds: Int) -> Bool? {
            patience.limited(facts, isCut: hasCarrier == false, at: start + .seconds(seconds))
                .map { NodeCondition($0, [], []).isReady }
        }
        #expect(isReady(true, after: 0) == true, "the daemon has run for long")
        #expect(isReady(false, after: 1) == false)
        #expect(isReady(false, after: 100) == false, "no limit: the connections would end")
        #expect(isReady(true, after: 101) == false)
        #expect(isReady(true, after: 112) == false)
        #expect(isReady(true, after: 113) == true)
        #expect(isReady(nil, after: 114) == true, "a missing interface is the daemon's fault")
    }

    @Test("a loss of the carrier between two looks is seen by the kernel's count")
    func losses() {
        func results(_ looks: [(String, Int?)]) -> [Bool] {
            var losses = CarrierLosses()
            return looks.map { losses.hasRisen($1, of: $0) }
        }
        #expect(
            results([("a", 3), ("a", 3), ("a", 4), ("a", 4)]) == [false, false, true, false])
        #expect(results([("a", 3), ("b", 9), ("b", 10)]) == [false, false, true])
        #expect(results([("a", 3), ("a", nil), ("a", 5)]) == [false, false, false])
        // An interface that was removed and added begins at zero.
        #expect(results([("a", 3), ("a", 0), ("a", 1)]) == [false, false, true])
        #expect(CarrierLosses.count(of: "no-such-interface") == nil)
    }

    @Test("gateways are counted")
    func gateways() {
        let states = [true, false, true].map {
            FailoverStatus.Gateway(address: "10.0.0.1", isReached: $0)
        }
        #expect(NodeCondition(NodeFitness(), [], []).gateways == nil)
        #expect(
            NodeCondition(NodeFitness(), [], states).gateways == .init(reached: 2, total: 3))
    }

    @Test("the share of services counts those with a usable server")
    func share() {
        #expect(NodeFitness(usable: 1, total: 3).share == 33)
        #expect(NodeFitness(usable: 0, total: 0).share == 100)
    }
}
