import Foundation
import Model
import TestThreads
import Testing

@testable import Commands
@testable import Files
@testable import Proxies

@Suite("Output", .ownThreads)
struct OutputTests {
    @Test("an event with many details says how many it leaves out")
    func details() {
        let event = Event(
            time: 0, kind: .applied, message: "", details: (1...50).map { "\($0)" })
        #expect(event.details.count == Event.detailLimit)
        #expect(event.details.last == "and 31 more")
    }

    @Test("certificates are a row each, with what is wrong below it")
    func certificates() {
        let good = CertificateStatus(
            name: "shop", file: "/shop.pem",
            served: .init(
                fingerprint: "A", names: ["shop.example", "www.shop.example"], notAfter: 0,
                daysLeft: 80),
            services: ["shop-ssl", "other"])
        let bad = CertificateStatus(
            name: "mail", file: "/mail.pem",
            served: .init(
                fingerprint: "B", names: ["mail.example"], notAfter: 0, daysLeft: -2,
                isSelfSigned: true), expiry: .over, services: ["mail-ssl"],
            findings: [
                Diagnostic(
                    .certificateUnreadable, severity: .error, at: DocumentPath(), "it is rubbish",
                    hint: "import it"),
                Diagnostic(
                    .certificateSelfSigned, severity: .warning, at: DocumentPath(), "self-signed"),
            ], refusal: "it is rubbish")
        #expect(
            CertificatesText([good, bad], Layout(width: 100, now: 0)).lines == [
                "CERTIFICATE  FOR                      DAYS LEFT  SIGNED     SHOWN BY",
                "shop         shop.example and 1 more  80         yes        shop-ssl other",
                "mail         mail.example             over       by itself  mail-ssl",
                "  not its file: it is rubbish", "  error: it is rubbish [BAL501]",
                "    hint: import it",
            ])
    }

    @Test("certificates with which all is well are only counted, unless all are asked for")
    func goodCertificates() {
        let all = [80, 42].map { (days: Int) in
            CertificateStatus(
                name: "c\(days)", file: "/c.pem",
                served: .init(fingerprint: "A", notAfter: 0, daysLeft: days),
                services: [])
        }
        let text = CertificatesText(all, Layout(width: 100, now: 0), isVerbose: false)
        #expect(text.lines == ["2 certificates, c42 ends first, in 42 days"])
    }

    @Test("no line is wider than its page, whatever the words", arguments: [40, 80, 100])
    func width(_ width: Int) {
        let long = String(repeating: "x", count: 150)
        let lines = wrapped("a \(long) b", first: "  ", rest: "    ", width: width)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
        #expect(lines.joined().filter { $0 == "x" }.count == 150)
        let rows = columns([["NAME", "WHY"], [long, long], ["a", "b"]], width: width)
        #expect(rows.allSatisfy { $0.count <= width }, "\(rows)")
        #expect(rows[1].hasSuffix("..."))
    }

    @Test("an expired certificate and one that is refused make a host degraded")
    func degraded() throws {
        var status = Status(
            controller: ControllerStatus(
                version: "1", processID: 1, started: 0, managesAddresses: true),
            health: Status.Health(), document: DocumentStatus(path: "/d"))
        status.show(Deployment())
        #expect(status.health.healthy && status.certificates == nil)
        var deployment = Deployment()
        deployment.complaints = [CertificateComplaint(certificate: "shop", text: "no key")]
        deployment.statuses = [
            CertificateStatus(
                name: "shop", file: "/shop.pem",
                served: .init(fingerprint: "A", notAfter: 0, daysLeft: -1),
                expiry: .over, services: ["s"], refusal: "no key")
        ]
        status.show(deployment)
        #expect(
            status.health.reasons == [
                "certificate shop: no key",
                "certificate shop: it expired, and clients refuse it",
            ])
        // A status of a daemon that knows no certificates is read all the same.
        let old = try JSONEncoder().encode(
            Status(
                controller: status.controller, health: Status.Health(),
                document: status.document))
        #expect(!String(decoding: old, as: UTF8.self).contains("certificates"))
        #expect(try JSONDecoder().decode(Status.self, from: old).certificates == nil)
    }
}
