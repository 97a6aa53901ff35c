import Addresses
import Document
import Model
import Testing

/// The keys that say what follows when servers fail.
@Suite("What follows a failure")
struct FailureTests {
    private static func spec(_ more: String, root: String = "") throws -> Spec {
        let text = """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
            \(root)
            services:
              - name: web
                listen: 10.0.0.100:80
                check: connect
                \(more)
                servers: [{name: web1, address: 10.0.0.11, weight: 5}]
            """
        return try #require(parse(Array(text.utf8)).spec)
    }

    @Test("a quorum is a weight or a share, and its marks are the same unless they are given")
    func quorum() throws {
        func quorum(_ text: String) throws -> Quorum? {
            try Self.spec("quorum: \(text)").services[0].quorum
        }
        #expect(try quorum("{low: 2, high: 75%}") == Quorum(low: .weight(2), high: .share(75)))
        #expect(try quorum("{low: 30%}") == Quorum(low: .share(30), high: .share(30)))
        #expect(try quorum("{high: 2}") == Quorum(low: .weight(1), high: .weight(2)))
        for wrong in ["{low: 0}", "{low: 101%}", "{low: 0%}", "{low: half}", "{low: -1%}"] {
            let text = "version: 1\nservices: [{name: a, mark: 1, quorum: \(wrong)}]"
            #expect(parse(Array(text.utf8)).diagnostics.count == 1, "\(wrong)")
        }
    }

    @Test("what becomes of clients is said, or follows from quiescent and the protocol")
    func onFail() throws {
        func policy(_ more: String) throws -> FailurePolicy {
            let spec = try Self.spec(more)
            return spec.services[0].failurePolicy(defaults: spec.health)
        }
        #expect(try policy("onFail: keep") == .keep)
        #expect(try policy("onFail: expire") == .expire)
        #expect(try policy("quiescent: false") == .expire)
        #expect(try policy("drain: {timeout: 1s}") == .keep)
        #expect(try policy("protocol: udp") == .expire)
        #expect(try policy("protocol: sctp") == .keep)
    }

    @Test("the holding page is a file, a text, or the one that comes with the program")
    func holdingPage() throws {
        let word = "fallback: holdingPage"
        let made = try Self.spec(word)
        #expect(made.services[0].fallback == .holdingPage)
        #expect(made.holdingPage == HoldingPage(content: .builtIn, retryAfter: 60))
        #expect(
            try Self.spec(word, root: "holdingPage: {file: a.html, retryAfter: 1500ms}").holdingPage
                == HoldingPage(content: .file("a.html"), retryAfter: 2))
        #expect(
            try Self.spec(word, root: "holdingPage: {html: '<p>soon'}").holdingPage
                == HoldingPage(content: .text("<p>soon")))
    }
}
