import Foundation
import Model
import TestThreads
import Testing

@testable import Certificates

/// Chains with cross-signed roots, as public authorities send them.
@Suite("Chains", .ownThreads)
struct ChainTests {
    /// A leaf under `r3` under the root `x1`, which the root `old` has signed too.
    final class Crossed {
        let authority: Authority
        var shop: Workshop { authority.shop }

        init(cross: Int = 90, old: Int = 90) throws {
            authority = try Authority()
            try authority.sign("old", by: nil, days: old)
            try authority.sign("x1", by: nil)
            try authority.sign("r3", by: "x1")
            try authority.sign("site", by: "r3", extensions: "leaf.ext", days: 90)
            try shop.openssl(
                "x509 -req -in x1.csr -days \(cross) -CA old.pem -CAkey old.key -CAcreateserial "
                    + "-extfile ca.ext -out cross.pem")
        }

        func contents(_ names: String...) throws -> FileContents {
            try FileContents(names.map { try shop.text($0) }.joined())
        }

        func anchors(_ names: String...) throws -> TrustAnchors {
            try shop.write("anchors.pem", names.map { try shop.text($0) }.joined())
            return try TrustAnchors(system: false, file: shop.path("anchors.pem"))
        }
    }

    @Test(
        "a root that an expired root has signed too is left out where it is known",
        arguments: [(-1, -1), (90, -1), (-1, 90)],
        [
            ["site.pem", "r3.pem", "cross.pem", "site.key"],
            ["site.key", "cross.pem", "site.pem", "r3.pem"],
            ["site.pem", "r3.pem", "cross.pem", "x1.pem", "old.pem", "site.key"],
        ])
    func crossed(days: (cross: Int, old: Int), names: [String]) throws {
        let site = try Crossed(cross: days.cross, old: days.old)
        let contents = try FileContents(names.map { try site.shop.text($0) }.joined())
        let anchors = try site.anchors("x1.pem")
        let sorted = try Identity.sorted(from: contents, anchors: anchors, now: .present)
        let r3 = try site.contents("r3.pem").certificates
        #expect(sorted.identity.chain == r3, "\(sorted.leftOut)")
        #expect(sorted.leftOut.contains { $0.contains("CN=x1, signed by O=Shop,CN=old") })
        let candidate = Candidate(contents, anchors: anchors, now: .present)
        #expect(candidate.identity?.chain == r3)
        let findings = candidate.judgement.findings(at: .present).map(\.code)
        #expect(findings == (names[0] == "site.pem" ? [] : [.certificateChainOrder]))
        // The file that is written is judged like the files that it was made of.
        #expect(inspect(try sorted.identity.pem(), now: .present, anchors: anchors).isEmpty)
    }

    @Test("a root that a good root has signed too is served, for clients that know only that one")
    func good() throws {
        let site = try Crossed()
        let contents = try site.contents("site.pem", "r3.pem", "cross.pem", "site.key")
        for anchors in [
            try site.anchors("x1.pem", "old.pem"), try site.anchors("old.pem"),
            try TrustAnchors(system: false),
        ] {
            let sorted = try Identity.sorted(from: contents, anchors: anchors, now: .present)
            #expect(sorted.identity.chain.count == 2, "\(sorted.leftOut)")
        }
    }

    @Test("any certificate of a chain may be issued by a known root")
    func anchored() throws {
        let site = try Crossed()
        let contents = try site.contents("site.pem", "r3.pem", "cross.pem", "site.key")
        for name in ["old.pem", "x1.pem", "r3.pem"] {
            let findings = inspect(contents, now: .present, anchors: try site.anchors(name))
            #expect(findings.isEmpty, "\(name): \(findings)")
        }
        let none = inspect(contents, now: .present, anchors: try TrustAnchors(system: false))
        #expect(none.map(\.code) == [.certificateChainIncomplete])
    }

    @Test("a chain is chosen anew when one of its certificates ends")
    func time() throws {
        let site = try Crossed(cross: 30)
        let contents = try site.contents("site.pem", "r3.pem", "cross.pem", "site.key")
        let anchors = try site.anchors("x1.pem", "old.pem")
        let now = Candidate(contents, anchors: anchors, now: .present)
        #expect(now.identity?.chain.count == 2)
        let end = try #require(now.validUntil)
        #expect(end == contents.certificates[2].notAfter.adding(seconds: 1))
        #expect(Candidate(contents, anchors: anchors, now: end).identity?.chain.count == 1)
    }

    @Test("of an expired intermediate and its successor the successor is served")
    func renewed() throws {
        let site = try Crossed()
        try site.shop.openssl(
            "x509 -req -in r3.csr -days -1 -CA x1.pem -CAkey x1.key -CAcreateserial "
                + "-extfile ca.ext -out r3-old.pem")
        let contents = try site.contents("site.pem", "r3-old.pem", "r3.pem", "site.key")
        for anchors in [try site.anchors("x1.pem"), try TrustAnchors(system: false)] {
            let sorted = try Identity.sorted(from: contents, anchors: anchors, now: .present)
            #expect(sorted.identity.chain == [contents.certificates[2]])
            #expect(sorted.leftOut.contains { $0.contains("expired on") })
        }
        // Without a successor it is served, and its end is said: a gap would say less.
        let alone = try site.contents("site.pem", "r3-old.pem", "site.key")
        let findings = inspect(alone, now: .present, anchors: try site.anchors("x1.pem"))
        #expect(findings.map(\.code) == [.certificateExpired])
        #expect(findings.first?.hint?.contains("present intermediates") == true)
    }

    @Test("authorities that have signed each other come to an end")
    func circles() throws {
        let site = try Crossed()
        try site.shop.openssl(
            "x509 -req -in old.csr -days 9 -CA x1.pem -CAkey x1.key -CAcreateserial "
                + "-extfile ca.ext -out back.pem")
        let contents = try site.contents(
            "site.pem", "r3.pem", "cross.pem", "back.pem", "site.key")
        let sorted = try Identity.sorted(from: contents, now: .present)
        #expect(sorted.identity.chain.count == 3)
    }
}
