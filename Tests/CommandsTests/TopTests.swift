import Addresses
import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// `ballast top`: its keys and its screen as values, and the program on a pseudo-terminal.
@Suite("The live table", .timeLimit(.minutes(20)), .ownThreads)
struct TopTests {
    private static let now: Int64 = 1_790_000_000_000
    private static let ascii = TerminalCharacters(hasUnicode: false)
    private static let root = Examples.folder.deletingLastPathComponent().path

    private static func service(_ number: Int, servers: Int, down: Int = 0) -> ServiceStatus {
        let key = ServiceKey.listen(
            .tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number))), port: 80))
        let all = (0..<servers).map { place -> ServerStatus in
            let address = IPv4Address(rawValue: 0x0a01_0000 + UInt32(number * 64 + place))
            let endpoint = Endpoint(.v4(address), port: 80)
            let isDown = place < down
            let destination = Destination(endpoint: endpoint, weight: isDown ? 0 : 4)
            return ServerStatus(
                name: "a\(place)", endpoint: endpoint, state: .online, want: destination,
                got: destination,
                connections: ConnectionCounts(active: 3, inactive: 1, persistent: 0),
                reason: isDown ? "down: connection refused" : nil,
                verdict: Verdict(
                    isDown ? .down : .up, since: now - 30_000,
                    reason: isDown ? "connection refused" : ""))
        }
        var counters = TrafficCounters()
        counters.connectionRate = 7
        return ServiceStatus(
            name: "s\(number)", key: key, want: VirtualService(key: key),
            got: VirtualService(key: key), servers: all, counters: counters)
    }

    private static func brief(_ services: [ServiceStatus]) -> BriefStatus {
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 812, started: now - 90_000, managesAddresses: true),
            health: .init(), document: DocumentStatus(path: "/etc/ballast/ballast.yaml"))
        var group = FailoverStatus.Group(
            name: "all", role: .master, since: now - 200_000_000, priority: 150,
            isStandingBy: false, master: "lb1")
        group.peers = [
            .init(
                node: "lb2", role: .backup, priority: 100, isCandidate: true, hearsThisNode: true)
        ]
        status.failover = FailoverStatus(node: "lb1", processID: 3)
        status.failover?.groups = [group]
        status.events = [Event(time: now - 5_000, kind: .down, message: "s1/a0 is down")]
        var summaries = BriefSummaries()
        for service in services { summaries.add(ServiceSummary(service)) }
        var brief = BriefStatus(status, services: summaries.list)
        brief.finish(now: now)
        return brief
    }

    private static func view(_ services: [ServiceStatus], at time: Int64 = now) -> TopView {
        var view = TopView()
        view.receive(TopView.Answer(brief: brief(services), explained: nil, time: time))
        return view
    }

    private static func text(_ view: inout TopView, _ lines: Int, _ columns: Int) -> [String] {
        view.canvas(.init(lines: lines, columns: columns), ascii, now: now).lines
            .map { String($0.map(\.character)) }
    }

    @Test("problems are first, with their reasons, and every size has its lines")
    func sizes() {
        var view = Self.view((0..<40).map { Self.service($0, servers: 3, down: $0 == 39 ? 1 : 0) })
        for (lines, columns) in [(24, 80), (10, 40), (50, 200), (12, 59), (24, 100)] {
            let text = Self.text(&view, lines, columns)
            #expect(text.count == lines && text.allSatisfy { $0.count == columns })
            #expect(text[0].hasPrefix("Ballast HEALTHY  40 of 40 serve"))
            #expect(text[2].hasPrefix(">! s39"), "\(text)")
            #expect(text.joined().contains("s39 tcp 10.0.0.39:80: degraded 30 s; a0"))
        }
        let text = Self.text(&view, 24, 80)
        #expect(text[0].contains("lb1 (master, 2 d)  lb2 (backup)"), "\(text[0])")
        #expect(text.contains { $0.contains("down: s1/a0 is down") })
        #expect(Self.text(&view, 5, 30)[0].hasPrefix("too small"))
    }

    @Test("nothing moves under the pointer: a new problem is sorted by a key or after a rest")
    func order() {
        var view = Self.view((0..<3).map { Self.service($0, servers: 2) })
        _ = view.press(.down, at: Self.now)
        #expect(view.service == "s1")
        func receive(after seconds: Int64) {
            let services = (0..<3).map { Self.service($0, servers: 2, down: $0 == 2 ? 2 : 0) }
            view.receive(
                TopView.Answer(
                    brief: Self.brief(services), explained: nil, time: Self.now + seconds * 1_000))
        }
        receive(after: 2)
        #expect(view.order == ["s0", "s1", "s2"])
        _ = view.press(.character("s"), at: Self.now + 2_000)
        #expect(view.order == ["s2", "s0", "s1"] && view.service == "s1")
        _ = view.press(.character("/"), at: Self.now)
        for letter in "down" { _ = view.press(.character(letter), at: Self.now) }
        #expect(view.services.map(\.name) == ["s2"] && view.service == "s2")
    }

    @Test("a change is asked for, and every other key than y is a no")
    func question() {
        var view = Self.view([Self.service(1, servers: 2)])
        #expect(view.press(.character("d"), at: 1) == .none)
        #expect(Self.text(&view, 24, 80)[23].hasPrefix("drain all 2 servers of s1 (8 open"))
        #expect(view.press(.enter, at: 1) == .none && view.page == .services)
        #expect(view.press(.character("y"), at: 1) == .none)
        _ = view.press(.character("x"), at: 1)
        guard case .apply(let change) = view.press(.character("y"), at: 1) else {
            Issue.record("no change")
            return
        }
        #expect(change.words == ["offline", "s1/*"])
    }

    @Test("keys are found in their bytes, also in parts, and unknown ones are left out")
    func keys() {
        var keys = TerminalKeys()
        #expect(keys.keys(in: [0x1b]) == [] && keys.isPending)
        #expect(keys.keys(in: Array("[A".utf8)) == [.up])
        #expect(
            keys.keys(in: Array("\u{1b}OB\u{1b}[5~\u{1b}[1;5Cq\u{1b}[99~".utf8)) == [
                .down, .pageUp, .right, .character("q"),
            ])
        #expect(keys.keys(in: Array("ü\u{1b}".utf8)) == [.character("ü")])
        #expect(keys.rest() == .escape && !keys.isPending)
        #expect(keys.keys(in: [0xff, 0x00, 0x7f, 0x0d]) == [.backspace, .enter])
        for _ in 0..<1_000 {
            _ = keys.keys(in: (0..<40).map { _ in UInt8.random(in: 0...255) })
        }
    }

    @Test("an update has only changed cells, and nothing for an equal screen")
    func update() {
        var view = Self.view((0..<20).map { Self.service($0, servers: 2) })
        var update = TerminalUpdate(isColoured: false)
        let size = TerminalCanvas.Size(lines: 24, columns: 80)
        let first = update.text(for: view.canvas(size, Self.ascii, now: Self.now))
        #expect(first.utf8.count < 2_500)
        #expect(update.text(for: view.canvas(size, Self.ascii, now: Self.now)).isEmpty)
        _ = view.press(.down, at: Self.now)
        let moved = update.text(for: view.canvas(size, Self.ascii, now: Self.now))
        #expect(moved.utf8.count < 400, "\(moved.utf8.count)")
    }

    @Test("names with other characters do not shift columns, and escapes are not written")
    func characters() {
        let unicode = TerminalCharacters(hasUnicode: true)
        #expect(unicode.shown("\u{1b}") == "?" && unicode.shown("世") == "?")
        #expect(unicode.shown("é") == "é" && Self.ascii.shown("é") == "?")
        #expect(Self.ascii.levels.allSatisfy { $0.isASCII })
    }

    @Test("rates of ten minutes are a character for each two")
    func history() {
        var history = RateHistory()
        var summary = ServiceSummary(Self.service(1, servers: 1))
        for minute in 0..<12 {
            summary.rate = UInt64(minute)
            history.add([summary], at: Int64(minute) * 60_000)
        }
        #expect(history.line(of: "s1", width: 5, Self.ascii) == ".-==#")
        history.add([summary], at: 40 * 60_000)
        #expect(history.line(of: "s1", width: 5, Self.ascii) == "    #")
        history.add([], at: 41 * 60_000)
        #expect(history.line(of: "s1", width: 5, Self.ascii) == "     ")
    }

    @Test("keys, changes, sizes, signals and lost controllers, on a pseudo-terminal")
    func terminal() throws {
        let python = Self.root + "/.build/terminal/bin/python"
        let ballast = Program.folder.appending(path: "ballast").path
        let output = try shell("\(python) \(Self.root)/Tests/Lab/terminal \(ballast)")
        #expect(output.hasSuffix("ok\n"), "\(output)")
    }

    @Test("1,000 services of 20 servers cost a bounded time and few bytes")
    func cost() throws {
        let services = (0..<1_000).map {
            Self.service($0, servers: 20, down: $0 % 100 == 0 ? 1 : 0)
        }
        let file = try Scratch(
            String(decoding: JSONEncoder().encode(Self.brief(services)), as: UTF8.self))
        let python = Self.root + "/.build/terminal/bin/python"
        let ballast = Program.folder.appending(path: "ballast").path
        let output = try shell(
            "\(python) \(Self.root)/Tests/Lab/terminal \(ballast) \(file.path)")
        #expect(output.hasSuffix("ok\n"), "\(output)")
        print(output)
    }
}
