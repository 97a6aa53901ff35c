import Addresses
import Foundation
import Model
import Testing

@Suite("Values as JSON")
struct CodingTests {
    @Test(
        "every kind of step has a record without the compiler's names, read as it was written",
        arguments: StepDescriptionTests.Case.all)
    func steps(_ test: StepDescriptionTests.Case) throws {
        let record = StepRecord(test.step)
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(StepRecord.self, from: data) == record)
        let text = String(decoding: data, as: UTF8.self)
        #expect(!text.contains("\"_0\"") && !text.contains("{}"), "\(text)")
        #expect(record.line == test.step.description && record.subject == "\(test.step.subject)")
        // What changes in place has both sides, and they differ.
        if test.step.action == .change, let from = record.from { #expect(record.to != from) }
    }

    @Test("forwarding is a text, and the objects of earlier ledgers are read")
    func forwarding() throws {
        let all: [Forwarding] = [
            .gate, .masq, .ipip, .local, .bypass, .gre(checksum: .none), .gre(checksum: .checksum),
            .gue(port: 6_080, checksum: .remote),
        ]
        for forwarding in all {
            let data = try JSONEncoder().encode([forwarding])
            #expect(String(decoding: data, as: UTF8.self) == "[\"\(forwarding)\"]")
            #expect(try JSONDecoder().decode([Forwarding].self, from: data) == [forwarding])
        }
        let former = #"[{"gate":{}},{"gue":{"port":6080,"checksum":"remote"}}]"#
        #expect(
            try JSONDecoder().decode([Forwarding].self, from: Data(former.utf8))
                == [.gate, .gue(port: 6_080, checksum: .remote)])
        for text in ["", "gue", "gue:x", "gate+checksum+", "gre+nothing", "tunnel"] {
            #expect(Forwarding(text) == nil, "\(text)")
        }
    }

    @Test("a path is a text")
    func paths() throws {
        let path = DocumentPath([.key("services"), .index(0), .key("persistence")])
        let data = try JSONEncoder().encode([path])
        #expect(String(decoding: data, as: UTF8.self) == #"["services[0].persistence"]"#)
        #expect(try JSONDecoder().decode([DocumentPath].self, from: data) == [path])
    }

    @Test("a ledger is an object by services and by servers, and is read as it was written")
    func ledger() throws {
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        let endpoint = try #require(Endpoint("10.0.0.11:80"))
        let prefix = try #require(Prefix("10.0.0.1/24"))
        let ledger = Ledger(
            services: [key: LedgerEntry(draining: [endpoint: Moment(milliseconds: 5)])],
            addresses: [InterfaceAddress(interface: "eth0", prefix: prefix)])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(ledger)
        let text = String(decoding: data, as: UTF8.self)
        #expect(
            text == """
                {"addresses":[{"interface":"eth0","prefix":"10.0.0.1/24"}],"firewall":[],\
                "held":{},"services":{"tcp 10.0.0.1:80":{\
                "drain":{"onTimeout":"remove","timeout":120},\
                "draining":{"10.0.0.11:80":5}}},"syncDaemons":{}}
                """)
        #expect(try JSONDecoder().decode(Ledger.self, from: data) == ledger)
        let former = text.replacing(
            #""10.0.0.11:80":5"#, with: #""10.0.0.11:80":{"milliseconds":5}"#)
        #expect(former != text)
        #expect(try JSONDecoder().decode(Ledger.self, from: Data(former.utf8)) == ledger)
    }

    @Test("compact numbers are plain integers, and one out of range is the nearest in range")
    func compactNumbers() throws {
        let endpoint = try #require(Endpoint("10.0.0.11:80"))
        var destination = Destination(
            endpoint: endpoint, weight: 65_535, limits: ConnectionLimits(upper: 9, lower: 3))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for weight in [65_535, 0, -1] {
            destination.weight = weight
            #expect(destination.weight == weight)
            let data = try encoder.encode(destination)
            let text = String(decoding: data, as: UTF8.self)
            #expect(
                text == """
                    {"endpoint":"10.0.0.11:80","forwarding":"gate","limits":{"lower":3,"upper":9},\
                    "weight":\(weight)}
                    """)
            #expect(try JSONDecoder().decode(Destination.self, from: data) == destination)
        }
        let numbers = [Compact(wrappedValue: .max), Compact(wrappedValue: .min)]
        #expect(numbers.map(\.wrappedValue) == [Int(Int32.max), Int(Int32.min)])
        let data = try encoder.encode(numbers)
        #expect(try JSONDecoder().decode([Compact].self, from: data) == numbers)
    }

    @Test("flags of a scheduler are the words of the document, and former numbers are read")
    func schedulerFlags() throws {
        let key = try #require(ServiceKey("tcp 10.0.0.1:80"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for (scheduler, words) in [
            (Scheduler.maglevHash, #"["mh-fallback","mh-port","flag-3"]"#),
            (.roundRobin, #"["flag-1","flag-2","flag-3"]"#),
        ] {
            let service = VirtualService(
                key: key, scheduler: scheduler, schedulerFlags: [.fallback, .port, .third])
            let text = String(decoding: try encoder.encode(service), as: UTF8.self)
            #expect(text.contains("\"schedulerFlags\":\(words)"), "\(text)")
            for form in [words, "56"] {
                let read = try JSONDecoder().decode(
                    VirtualService.self, from: Data(text.replacing(words, with: form).utf8))
                #expect(read == service)
            }
        }
    }

    @Test("an action is a word, and former runes are read")
    func actions() throws {
        for action in StepAction.allCases {
            let data = try JSONEncoder().encode([action])
            #expect(String(decoding: data, as: UTF8.self) == "[\"\(action.word)\"]")
            for text in [action.word, action.rawValue] {
                let read = try JSONDecoder().decode(
                    [StepAction].self, from: Data("[\"\(text)\"]".utf8))
                #expect(read == [action])
            }
        }
    }

    @Test("a secret is neither encoded nor described")
    func secrets() throws {
        var check = Check(.negotiate)
        check.password = Secret("hunter2")
        check.secret = Secret(in: Secret.File(path: "secrets/a", limit: 1024))
        var spec = Spec(services: [Service(name: "a", key: .mark(1, .ipv4), check: check)])
        spec.fillSecrets { _ in "hunter3" }
        check = try #require(spec.services.first?.check)
        #expect(check.secret?.text == "hunter3" && check.password?.text == "hunter2")
        let text = String(decoding: try JSONEncoder().encode(check), as: UTF8.self)
        #expect(text.contains("a"))
        var dumped = ""
        dump(check, to: &dumped)
        for shown in [text, dumped, "\(spec)"] { #expect(!shown.contains("hunter"), "\(shown)") }
    }

    @Test("a key that is none is an error, not a crash")
    func damage() {
        let texts = [
            #"{"services":{"tcp nowhere":{}},"addresses":[]}"#, #"{"services":[],"addresses":3}"#,
            "{}", "",
        ]
        for text in texts {
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(Ledger.self, from: Data(text.utf8))
            }
        }
    }
}
