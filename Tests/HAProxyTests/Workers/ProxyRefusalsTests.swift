import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Proxies that HAProxy refuses while it serves the others")
struct ProxyRefusalsTests {
    private static let settings = WorkerSettings(folder: "/run/b/haproxy")
    private static let before = KeptSectionsTests.configuration([
        KeptSectionsTests.proxy("a", 20_001), KeptSectionsTests.proxy("b", 20_002),
    ])
    private static let wanted = KeptSectionsTests.configuration([
        KeptSectionsTests.proxy("a", 20_001),
        KeptSectionsTests.proxy("b", 20_012, raw: [KeptSectionsTests.nonsense]),
    ])

    /// HAProxy's complaint about the line with this text.
    private static func words(_ text: String, in configuration: WorkerConfiguration) throws
        -> String
    {
        let lines = configuration.text.split(separator: "\n", omittingEmptySubsequences: false)
        let number = try #require(lines.firstIndex { $0.contains(text) })
        return "[ALERT]    (1) : config : parsing [\(settings.file):\(number + 1)] : no such word"
    }

    private static func contents(_ path: String) -> String? {
        path == settings.file ? before.text : nil
    }

    @Test("a refused proxy stays as it was, with one event when it begins and one when it ends")
    func refusal() throws {
        var refusals = ProxyRefusals()
        let first = refusals.begin(Self.wanted, isLooking: false)
        #expect(first == Self.wanted)
        let rest = try #require(
            refusals.rest(
                of: Self.wanted,
                withoutThoseIn: try Self.words(KeptSectionsTests.nonsense, in: first),
                about: first, in: Self.settings, Self.contents))
        #expect(rest.text.contains("bind 127.0.0.1:20002\n") && !rest.text.contains("20012"))
        let refused = RefusedProxy(
            name: "b", words: "no such word", isKept: true,
            unserved: [Endpoint(KeptSectionsTests.loopback, port: 20_012)])
        #expect(refusals.accept(rest, of: Self.wanted) == .refuses([refused]))
        #expect(refusals.proxies == [refused])
        #expect(refusals.accepted(Self.wanted) == rest)

        // A look begins with the accepted part, and reports nothing again.
        let looked = refusals.begin(Self.wanted, isLooking: true)
        #expect(looked == rest)
        #expect(refusals.accept(looked, of: Self.wanted) == nil)

        // An edit is checked in full.
        let mended = refusals.begin(Self.before, isLooking: false)
        #expect(mended == Self.before)
        #expect(refusals.accept(mended, of: Self.before) == .refuses([]))
        #expect(refusals.accepted(Self.wanted) == Self.wanted)
    }

    @Test("a complaint about a proxy that was left out already is no progress")
    func noProgress() throws {
        var refusals = ProxyRefusals()
        let first = refusals.begin(Self.wanted, isLooking: false)
        let words = try Self.words(KeptSectionsTests.nonsense, in: first)
        let rest = refusals.rest(
            of: Self.wanted, withoutThoseIn: words, about: first, in: Self.settings, Self.contents)
        #expect(rest != nil)
        let again = refusals.rest(
            of: Self.wanted, withoutThoseIn: words, about: first, in: Self.settings, Self.contents)
        #expect(again == nil)
    }
}
