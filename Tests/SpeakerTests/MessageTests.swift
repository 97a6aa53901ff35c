import Addresses
import Model
import Seeds
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Messages of the control socket", .ownThreads)
struct MessageTests {
    @Test("JSON is read as it was written")
    func roundTrip() {
        let value = JSONValue.object([
            "a": .list([.number(-3), .number(.max), .flag(true), .null, .list([])]),
            "\u{1}\"\\/ä😀": .text("line\nbreak \u{7f} 😀"), "o": .object([:]),
        ])
        #expect(JSONReader.value(of: value.bytes) == value)
        #expect(
            JSONReader.value(of: Array(#" {"a" : [1, "\u00e4\ud83d\ude00\n"]} "#.utf8))
                == .object(["a": .list([.number(1), .text("ä😀\n")])]))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "{", "[1,]", "[1 2]", "{\"a\":1,\"a\":2}", "01", "1.5", "1e3", "-", "tru", "\"\n\"",
            "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\u+123\"", "nul", "1 1",
            "99999999999999999999", "{1:2}", "\"", "\u{0}", String(repeating: "[", count: 100_000),
        ])
    func refused(_ text: String) {
        #expect(JSONReader.value(of: Array(text.utf8)) == nil)
    }

    @Test("invalid UTF-8 is refused")
    func encoding() {
        #expect(JSONReader.value(of: [0x22, 0xff, 0x22]) == nil)
        #expect(JSONReader.value(of: [0x22, 0xc0, 0x80, 0x22]) == nil)
    }

    @Test("changed bytes of a request never crash, and give a request or a reason")
    func fuzz() throws {
        let settings = try Node.settings("a", priority: 100)
        let bytes = SpeakerRequest.settings(settings).json.bytes
        var understood = 0
        for seed in 0..<2000 {
            var numbers = SeededNumbers(seed: seed)
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let place = Int.random(in: 0..<damaged.count, using: &numbers)
                damaged[place] = UInt8.random(in: 0x20...0x7e, using: &numbers)
            }
            guard let value = JSONReader.value(of: damaged) else { continue }
            do {
                _ = try SpeakerRequest(value)
                understood += 1
            } catch {
                #expect(!error.reason.isEmpty, "seed \(seed)")
            }
        }
        #expect(understood > 0)
    }

    @Test("frames are cut anywhere; too long ones and those without a message end the stream")
    func frames() throws {
        let values: [JSONValue] = [.object(["a": .number(1)]), .list([]), .text("x")]
        let bytes = values.flatMap(ControlFrames.frame)
        for size in 1...bytes.count {
            var frames = ControlFrames()
            var found: [JSONValue] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                frames.append(bytes[start..<min(start + size, bytes.count)])
                while let value = try frames.next() { found.append(value) }
            }
            #expect(found == values)
        }
        let heads: [[UInt8]] = [
            [0xff, 0xff, 0xff, 0xff], [0, 8, 0, 1], [0, 0, 0, 0], [0, 0, 0, 2, 1, 1],
        ]
        for head in heads {
            var frames = ControlFrames()
            frames.append(head)
            #expect(throws: ControlFrames.Damage.self) { try frames.next() }
        }
    }

    @Test("requests, status and events are read as they were written")
    func messages() throws {
        var condition = NodeCondition()
        condition.penalty = 20
        condition.isReady = false
        condition.gateways = .init(reached: 1, total: 3)
        let settings = try Node.settings("a", priority: 255) { settings in
            settings.links.append(LinkSettings(device: "/dev/ttyS0", speed: 19_200))
            settings.groups[0].announcementPeriod = nil
            settings.groups[0].checksum = .message
            settings.controllerGrace = .seconds(5)
        }
        let requests: [SpeakerRequest] = [
            .adopt(after: nil), .adopt(after: 7), .settings(settings), .stop, .status,
            .condition(condition, group: "web"), .standBy(group: nil), .resume(group: "web"),
            .handOver(group: nil, to: "b"), .keepAddresses,
            .adopt(after: 7, acceptsAll: false), .handOver(group: "web", to: nil, isForced: true),
        ]
        for request in requests { #expect(try SpeakerRequest(request.json) == request) }
        var status = SpeakerStatus(session: .max)
        status.node = "a"
        status.groups = [GroupStatus(name: "web", role: .faulty)]
        status.groups[0].missing = ["10.9.0.100/24"]
        status.links = [LinkStatus(name: "eth0")]
        status.links[0].refused = ["hopLimit": 3]
        var event = SpeakerEvent(.splitBrainEnded, "web", value: "b", length: .milliseconds(12))
        event.number = 9
        let replies: [SpeakerReply] = [
            .accepted, .refused("no"), .status(status), .event(event),
        ]
        for reply in replies { #expect(try SpeakerReply(reply.json) == reply) }
    }

    /// A message in which every object has a further key, and lists have further elements.
    private static func later(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let fields):
            .object(fields.mapValues(later).merging(["later": .list([.null])]) { own, _ in own })
        case .list(let values):
            if case .object? = values.first {
                .list(values.map(later) + [.object(["later": .flag(true)])])
            } else {
                .list(values)
            }
        case .null, .flag, .number, .text: value
        }
    }

    @Test("messages of a later version are read as far as they are known")
    func laterVersion() throws {
        var status = SpeakerStatus(session: 7)
        status.groups = [GroupStatus(name: "web", role: .active)]
        status.groups[0].missing = (0..<100).map { "10.0.0.\($0)" }
        status.links = [LinkStatus(name: "eth0")]
        let sent = Self.later(SpeakerReply.status(status).json)
        guard case .status(let read) = try SpeakerReply(sent) else {
            Issue.record("no status")
            return
        }
        #expect(read.groups.map(\.name) == ["web"] && read.links.map(\.name) == ["eth0"])
        #expect(read.groups[0].missing.count == 16)
        let role = JSONValue.fields([
            "name": .text("web"), "role": .text("observer"), "priority": .number(1),
            "isStandingBy": .flag(false), "takeovers": .number(0), "held": .number(0),
        ])
        #expect(try GroupStatus(role, at: "groups[0]").role == .faulty)
        let event = JSONValue.fields([
            "number": .number(12), "time": .number(5), "kind": .text("thawed"),
            "subject": .text("web"), "value": .text("b"), "weight": .number(3),
        ])
        let told = try SpeakerReply(.fields(["reply": .text("event"), "event": event]))
        guard case .event(let other) = told else {
            Issue.record("\(told)")
            return
        }
        #expect(other.kind == .other && other.cause == "thawed" && other.number == 12)
        #expect(try SpeakerReply(.fields(["reply": .text("hint")])) == .unknown)
        let bare = JSONValue.fields(["reply": .text("event"), "event": .text("x")])
        #expect(try SpeakerReply(bare) == .unknown)
        let strange = JSONValue.fields(["reply": .text("status"), "status": .fields([:])])
        guard case .refused(let reason) = try SpeakerReply(strange) else {
            Issue.record("a status without fields")
            return
        }
        #expect(reason.contains("its status can't be read"), "\(reason)")
        for request in [SpeakerRequest.status, .keepAddresses, .handOver(group: nil, to: "b")] {
            #expect(try SpeakerRequest(Self.later(request.json)) == request)
        }
    }

    @Test("a controller of an earlier version gets the events that it knows alone")
    func earlierController() throws {
        let old = JSONValue.fields(["request": .text("adopt"), "after": .number(0)])
        #expect(try SpeakerRequest(old) == .adopt(after: 0, acceptsAll: false))
        let kinds = SpeakerEvent.Kind.allCases.filter { !$0.isOriginal }
        #expect(kinds == [.numberShared, .numberSharedEnded, .leftoversRemoved, .other])
    }
}
