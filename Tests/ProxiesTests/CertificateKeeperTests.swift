import Addresses
import Certificates
import Files
import Foundation
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

@testable import Proxies

/// Certificates on their way into HAProxy's directory, with an authority that is OpenSSL's.
@Suite("the certificates of a document", .ownThreads)
struct CertificateKeeperTests {

    /// A document with one SSL service, and where its certificates are.
    struct Site {
        let bench: CertificateBench
        var spec: Spec
        var keeper: CertificateKeeper
        var target: String { bench.folder + "/run/haproxy/certificates" }

        init(file: String? = "shop.pem", names: [String] = ["shop.example"]) throws {
            bench = try CertificateBench()
            let listen = try #require(Endpoint("10.0.0.1:443"))
            spec = Spec(
                sslServices: [
                    SSLService(
                        name: "shop-ssl", listen: [listen], certificates: ["shop"],
                        backend: .proxy("shop"))
                ], certificates: [NamedCertificate(name: "shop", file: file, names: names)])
            keeper = Self.keeper(bench)
        }

        static func keeper(_ bench: CertificateBench) -> CertificateKeeper {
            CertificateKeeper(
                documentDirectory: bench.folder, store: bench.place,
                target: bench.folder + "/run/haproxy/certificates",
                copies: bench.folder + "/state/haproxy/certificates")
        }

        /// A daemon that was started again.
        mutating func restart() { keeper = Self.keeper(bench) }

        mutating func deploy(days: Int = 0) -> Deployment {
            keeper.deploy(spec, now: UTCTime.now.adding(days: days))
        }

        func live() throws -> String { try bench.text(target + "/shop.pem") }

        /// Replaces the document's file, as a careful program does.
        func put(_ texts: String...) throws { try put(texts.joined(), as: "shop.pem") }

        func put(_ text: String, as name: String) throws {
            let path = "\(bench.folder)/\(name)"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o600)
            // A child of another test has its descriptor until it runs its own program.
            while FileSignature.isBeingWritten(path) { usleep(1_000) }
        }
    }

    /// A key with its certificate from the authority.
    func issue(_ bench: CertificateBench, _ name: String, days: Int = 90, key: String = "ec") throws
    {
        let kind = key == "ec" ? "ec -pkeyopt ec_paramgen_curve:P-256" : key
        try bench.openssl(
            "req -newkey \(kind) -nodes -keyout \(name).key -subj /CN=\(name) -out \(name).csr "
                + "-addext subjectAltName=DNS:shop.example")
        try bench.sign("\(name).csr", into: "\(name).crt", days: days)
    }

    @Test("a file in any order is served in order, for its owner only, and read once")
    func served() throws {
        var site = try Site()
        let bench = site.bench
        try bench.makeAuthority()
        try issue(bench, "a")
        try site.put(
            bench.text("lower.pem"), bench.text("a.key"), bench.text("root.pem"),
            bench.text("a.crt"))
        let first = site.deploy()
        #expect(first.complaints == [] && first.replaced == ["shop"])
        #expect(try bench.mode(site.target + "/shop.pem") == 0o600)
        #expect(try bench.mode(site.target) == 0o700)
        let certificates = try site.live().components(separatedBy: "-----BEGIN CERTIFICATE")
        #expect(certificates.count == 3, "leaf and intermediate, and no root")
        let status = try #require(first.statuses.first)
        #expect(status.names == ["shop.example"] && status.services == ["shop-ssl"])
        #expect([89, 90].contains(status.daysLeft))
        #expect(!status.isSelfSigned && status.refusal == nil)
        #expect(status.findings.map(\.code) == [.certificateChainOrder])
        #expect(status.findings.map { "\($0.path)" } == ["certificates[0].file"])
        // The fingerprint is the one that OpenSSL makes, as HAProxy shows it.
        let sha1 = try bench.openssl("x509 -in a.crt -noout -fingerprint -sha1")
        let wanted = try #require(first.wanted.first)
        #expect(
            sha1.replacingOccurrences(of: ":", with: "").contains("=\(wanted.fingerprint)\n"))
        #expect(wanted.file == site.target + "/shop.pem")
        #expect(try wanted.pem == site.live())
        #expect(site.deploy().replaced == [])
        site.restart()
        #expect(site.deploy().replaced == [], "what is there already is not written again")
    }

    @Test(
        "after a reboot with a file that can't serve, the copy of the last good one serves",
        arguments: ["garbage", ""])
    func rebooted(text: String) throws {
        var site = try Site()
        let bench = site.bench
        try bench.makeAuthority()
        try issue(bench, "a")
        try site.put(bench.text("a.crt"), bench.text("a.key"), bench.text("lower.pem"))
        _ = site.deploy()
        let good = try site.live()
        let copies = bench.folder + "/state/haproxy"
        try FileManager.default.createDirectory(
            atPath: copies, withIntermediateDirectories: true)
        for path in [bench.folder + "/state", copies] { chmod(path, 0o755) }
        try FileManager.default.moveItem(atPath: site.target, toPath: copies + "/certificates")
        if text.isEmpty {
            unlink(bench.folder + "/shop.pem")
        } else {
            try site.put(text)
        }
        site.restart()
        let first = site.deploy()
        #expect(try site.live() == good)
        #expect(first.replaced == ["shop"])
        #expect(first.complaints.first?.text.hasSuffix("; the last good one is served") == true)
        #expect(first.statuses.first?.isSelfSigned == false)
        // A copy that is no good either is no obstacle.
        try FileManager.default.removeItem(atPath: site.target)
        try "garbage".write(
            toFile: copies + "/certificates/shop.pem", atomically: true, encoding: .utf8)
        site.restart()
        #expect(site.deploy().statuses.first?.isSelfSigned == true)
    }

    @Test(
        "where an imported certificate's file is lost, it stays in service",
        arguments: [false, true])
    func lost(isRestarted: Bool) throws {
        var site = try Site(file: nil)
        _ = site.deploy()
        try site.bench.makeAuthority()
        try site.bench.sign("certificates/shop.csr", into: "answer.pem")
        #expect(try site.bench.ballast("import shop answer.pem lower.pem").status == 0)
        _ = site.deploy()
        let good = try site.live()
        unlink(site.bench.place + "/shop.pem")
        if isRestarted { site.restart() }
        let then = site.deploy()
        #expect(then.replaced == [])
        #expect(try site.live() == good)
        #expect(then.statuses.first?.isSelfSigned == false)
        #expect(then.complaints.first?.text.contains("there is no file") == true)
        // With nothing in service a self-signed one is better than none.
        unlink(site.target + "/shop.pem")
        #expect(site.deploy().statuses.first?.isSelfSigned == true)
    }

    @Test("nothing that prints a deployment shows a key")
    func secrecy() throws {
        var site = try Site(file: nil)
        let deployment = site.deploy()
        let parts = try site.live().components(separatedBy: "PRIVATE KEY-----")
        let line = try #require(parts.dropFirst().first?.split(separator: "\n").first)
        #expect(deployment.wanted.first?.pem.contains(line) == true)
        var text = "\(deployment) \(site.keeper) \(String(reflecting: deployment))"
        dump(deployment, to: &text)
        dump(site.keeper, to: &text)
        let command = RuntimeCommand.setCertificate(file: "f", pem: deployment.wanted[0].pem)
        dump([command], to: &text)
        text += "\([command]) \(String(reflecting: command))"
        text += try String(
            decoding: JSONEncoder().encode(deployment.statuses), as: UTF8.self)
        #expect(!text.contains(line))
    }

    @Test("without a file a self-signed certificate is made as create makes it, once")
    func selfSigned() throws {
        var site = try Site(file: nil)
        let first = site.deploy()
        #expect(first.complaints == [])
        #expect(first.statuses.first?.isSelfSigned == true)
        #expect(first.statuses.first?.names == ["shop.example"])
        let made = try site.bench.text("certificates/shop.pem")
        #expect(try site.live() == made)
        #expect(try site.bench.mode(site.bench.place + "/shop.pem") == 0o600)
        site.restart()
        #expect(site.deploy().replaced == [])
        #expect(try site.bench.text("certificates/shop.pem") == made)
        // The real one comes by the command, for the request that was made with it.
        try site.bench.makeAuthority()
        try site.bench.sign("certificates/shop.csr", into: "answer.pem")
        #expect(try site.bench.ballast("import shop answer.pem lower.pem").status == 0)
        // A child of another test has its descriptor until it runs its own program.
        let stored = "\(site.bench.folder)/certificates/shop.pem"
        while FileSignature.isBeingWritten(stored) { usleep(1_000) }
        let then = site.deploy()
        #expect(then.replaced == ["shop"])
        #expect(then.statuses.first?.isSelfSigned == false, "\(then.complaints)")
        #expect(then.wanted.first?.fingerprint != first.wanted.first?.fingerprint)
    }

    /// A site whose key is in a second file, as certbot has it, and whose root is its own.
    private func split() throws -> Site {
        var site = try Site()
        try site.bench.makeAuthority()
        site.spec.certificates[0].key = "privkey.pem"
        site.spec.certificates[0].authority = "root.pem"
        try renew(&site, "a")
        return site
    }

    /// Writes a new certificate, and its key unless that comes later.
    private func renew(_ site: inout Site, _ name: String, isKeyLate: Bool = false) throws {
        let bench = site.bench
        try issue(bench, name)
        try site.put(bench.text("\(name).crt"), bench.text("lower.pem"))
        if !isKeyLate { try site.put(bench.text("\(name).key"), as: "privkey.pem") }
    }

    @Test("the key may be in a second file, and the root one of your own")
    func keyFile() throws {
        var site = try split()
        chmod(site.bench.folder + "/shop.pem", 0o644)
        let first = site.deploy()
        #expect(first.complaints == [] && first.replaced == ["shop"])
        #expect(first.statuses.first?.findings == [], "no root is missed")
        #expect(try site.live().contains("PRIVATE KEY"))
        #expect(try site.bench.mode(site.target + "/shop.pem") == 0o600)
        chmod(site.bench.folder + "/privkey.pem", 0o644)
        site.restart()
        #expect(site.deploy().statuses.first?.findings.map(\.code) == [.certificateKeyExposed])
        unlink(site.bench.folder + "/privkey.pem")
        #expect(
            site.deploy().complaints.first?.text
                == "there is no file \(site.bench.folder)/privkey.pem")
    }

    @Test("certificate and key are renewed one after the other, and nothing is said in between")
    func halfRenewed() throws {
        var site = try split()
        _ = site.deploy()
        try renew(&site, "b", isKeyLate: true)
        let between = site.deploy()
        #expect(between.complaints == [] && between.replaced == [])
        try site.put(site.bench.text("b.key"), as: "privkey.pem")
        #expect(site.deploy().replaced == ["shop"])
        // One that stays so is no renewal.
        try renew(&site, "c", isKeyLate: true)
        site.restart()
        #expect(site.deploy().complaints.first?.text.contains("does not belong") == true)
    }

    @Test("roots that can't be read are said, and the certificate is served")
    func authorityMissing() throws {
        var site = try split()
        site.spec.certificates[0].authority = "nothing.pem"
        let deployment = site.deploy()
        #expect(deployment.replaced == ["shop"])
        let finding = try #require(deployment.statuses.first?.findings.first)
        #expect(finding.path.description.hasSuffix("ca") && finding.severity == .warning)
        #expect(finding.message.contains("nothing.pem"), "\(finding.message)")
    }

    @Test("without names a self-signed certificate is for the addresses of its services")
    func addresses() throws {
        var site = try Site(file: nil, names: [])
        #expect(site.deploy().statuses.first?.names == ["10.0.0.1"])
    }

    @Test(
        "a bad file leaves the old certificate in place, over a restart too",
        arguments: ["rubbish", "other key", "no key", "half", "weak", "forgeable", "over", "gone"])
    func refused(kind: String) throws {
        var site = try Site()
        let bench = site.bench
        try bench.makeAuthority()
        try issue(bench, "a")
        try site.put(bench.text("a.crt"), bench.text("lower.pem"), bench.text("a.key"))
        #expect(site.deploy().complaints == [])
        let good = try site.live()
        try issue(bench, "b", key: kind == "weak" ? "rsa:1024" : "ec")
        if kind == "forgeable" {
            try bench.openssl(
                "x509 -req -in b.csr -CA lower.pem -CAkey lower.key -CAcreateserial -days 9 "
                    + "-copy_extensions copy -sha1 -out b.crt")
        }
        if kind == "over" { try bench.sign("b.csr", into: "b.crt", days: 1) }
        let (certificate, key) = try (bench.text("b.crt"), bench.text("b.key"))
        switch kind {
        case "rubbish": try site.put("rubbish\n")
        case "other key": try site.put(certificate, bench.text("a.key"))
        case "no key": try site.put(certificate)
        case "half": try site.put(key, String(certificate.dropLast(40)))
        case "gone": unlink(bench.folder + "/shop.pem")
        default: try site.put(certificate, key)
        }
        for isRestarted in [false, true] {
            if isRestarted { site.restart() }
            let deployment = site.deploy(days: kind == "over" ? 2 : 0)
            let complaint = try #require(deployment.complaints.first)
            #expect(complaint.certificate == "shop")
            #expect(deployment.statuses.first?.refusal == complaint.text)
            #expect(deployment.statuses.first?.names == ["shop.example"])
            #expect(deployment.wanted.first?.pem == good)
            #expect(try site.live() == good)
        }
        try site.put(bench.text("a.key"), bench.text("a.crt"), bench.text("lower.pem"))
        #expect(site.deploy().complaints == [], "it is good again")
    }

    @Test("where nothing can be served a self-signed certificate stands in, until it can")
    func standIn() throws {
        var site = try Site()
        let first = site.deploy()
        #expect(first.complaints.first?.text.contains("there is no file") == true)
        #expect(first.complaints.first?.text.hasSuffix("stands in for it") == true)
        #expect(first.statuses.first?.isSelfSigned == true)
        #expect(first.wanted.count == 1)
        #expect(site.deploy().wanted == first.wanted)
        try site.bench.makeAuthority()
        try issue(site.bench, "a")
        try site.put(site.bench.text("a.crt"), site.bench.text("a.key"))
        var then = site.deploy()
        // A file that seems to be written is read at a later look.
        for _ in 0..<500 where then.statuses.first?.isSelfSigned == true {
            usleep(10_000)
            then = site.deploy()
        }
        #expect(then.complaints == [] && then.statuses.first?.isSelfSigned == false)
    }

    @Test("what others did to HAProxy's directory is put right, and unused keys are removed")
    func drift() throws {
        var site = try Site(file: nil)
        _ = site.deploy()
        let good = try site.live()
        let path = site.target + "/shop.pem"
        chmod(path, 0o644)
        #expect(site.deploy().replaced == ["shop"])
        #expect(try site.bench.mode(path) == 0o600)
        try "rubbish".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(site.deploy().replaced == ["shop"])
        unlink(path)
        #expect(site.deploy().replaced == ["shop"])
        #expect(try site.live() == good)
        try good.write(toFile: site.target + "/old.pem", atomically: true, encoding: .utf8)
        try site.keeper.removeUnused(by: site.spec)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: site.target) == ["shop.pem"])
        // A certificate that no service shows is nobody's.
        site.spec.sslServices = []
        let none = site.deploy()
        #expect(none.wanted == [] && none.statuses == [])
    }

    @Test("a directory that can't be written is a complaint, and the others go on")
    func unwritable() throws {
        var site = try Site(file: nil)
        let bench = site.bench
        try FileManager.default.createDirectory(
            atPath: bench.place + "/shop.pem", withIntermediateDirectories: true)
        site.spec.certificates.append(NamedCertificate(name: "other"))
        site.spec.sslServices[0].certificates.append("other")
        let deployment = site.deploy()
        #expect(deployment.complaints.map(\.certificate) == ["shop"])
        #expect(deployment.wanted.count == 2, "a stand-in, and the other")
    }
}
