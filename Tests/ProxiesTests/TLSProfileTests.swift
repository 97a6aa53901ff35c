import Foundation
import TestSupport
import TestThreads
import Testing

/// What HAProxy really offers in each profile, asked by `openssl s_client` and by testssl.sh.
///
/// **Source of the table:** Mozilla, Server Side TLS, guidelines 5.7 and 5.8, "openssl".
@Suite("TLS profiles", .ownThreads)
struct TLSProfileTests {
    private static let suites = [
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    ]
    private static let intermediate = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-CHACHA20-POLY1305",
    ]
    /// Without DES-CBC3-SHA, which Debian's OpenSSL is built without.
    private static let old =
        intermediate + [
            "ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256", "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384",
            "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "DHE-RSA-AES128-SHA256",
            "DHE-RSA-AES256-SHA256", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA256",
            "AES256-SHA256", "AES128-SHA", "AES256-SHA",
        ]
    /// Those of ``old`` that TLS 1.0 and 1.1 have: all others came with 1.2.
    private static let oldest = old.filter { $0.hasSuffix("-SHA") }

    private func site(_ profile: String, from version: String? = nil) throws -> TLSSite {
        let profile = version.map { "\(profile)\n    minimumVersion: \"\($0)\"" } ?? profile
        let site = try TLSSite()
        try site.issue("ec", for: ["shop.example"])
        try site.issue("rsa", for: ["shop.example"], key: "rsa:2048")
        try site.start(
            """
            version: 1
            proxies: [{name: shop, servers: [{name: a, address: 127.0.0.1:\(site.ports[1])}]}]
            sslServices:
              - name: s
                listen: 127.0.0.1:\(site.ports[0])
                certificates: [ec, rsa]
                backend: shop
                profile: \(profile)
              - name: s-ec
                listen: 127.0.0.1:\(site.ports[2])
                certificate: ec
                backend: shop
                profile: \(profile)
            certificates: [{name: ec, file: ec.pem}, {name: rsa, file: rsa.pem}]
            """)
        return site
    }

    /// The ciphers with which a connection comes about, of all that the client knows.
    ///
    /// Those that were agreed on are left out the next time, until none is agreed on.
    private func offered(_ site: TLSSite, _ version: String) throws -> Set<String> {
        let isNew = version == "tls1_3"
        var found: Set<String> = []
        // HAProxy looks at what the client can verify and shows one of its certificates; without
        // TLS 1.2's list of signatures the RSA one, where there is one.
        for group in isNew ? [""] : ["aECDSA", "aRSA", "ALL:COMPLEMENTOFALL:!aECDSA:!aRSA"] {
            let known =
                isNew
                ? Self.suites + ["TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"]
                : try site.run(
                    "/usr/bin/openssl", ["ciphers", "-s", "-\(version)", group + ":@SECLEVEL=0"]
                ).text.split(whereSeparator: { ":\n".contains($0) }).map(String.init)
            try #require(known.count > 2)
            for port in [site.ports[0], site.ports[2]] {
                var rest = known
                while !rest.isEmpty {
                    let all = rest.joined(separator: ":")
                    let choice = isNew ? "-ciphersuites \(all)" : "-cipher \(all):@SECLEVEL=0"
                    let text = try site.connect(port, "-brief -\(version) \(choice)").text
                    guard let match = text.firstMatch(of: /Ciphersuite: (\S+)/) else { break }
                    try #require(rest.contains(String(match.1)))
                    rest.removeAll { $0 == match.1 }
                    found.insert(String(match.1))
                }
            }
        }
        return found
    }

    @Test(
        "versions and ciphers are those of Mozilla's table, no more and no less",
        arguments: ["modern", "intermediate", "old"])
    func table(profile: String) throws {
        guard TLSSite.isPossible() else { return }
        let site = try site(profile)
        let (newer, older): ([String], [String]) =
            switch profile {
            case "modern": ([], [])
            case "intermediate": (Self.intermediate, [])
            default: (Self.old, Self.oldest)
            }
        #expect(try offered(site, "tls1_3") == Set(Self.suites))
        #expect(try offered(site, "tls1_2") == Set(newer))
        #expect(try offered(site, "tls1_1") == Set(older))
        #expect(try offered(site, "tls1") == Set(older))
    }

    @Test("an older version than the profile's comes with the ciphers of its clients")
    func minimumVersion() throws {
        guard TLSSite.isPossible() else { return }
        let newer = try site("modern", from: "1.2")
        #expect(try offered(newer, "tls1_3") == Set(Self.suites))
        #expect(try offered(newer, "tls1_2") == Set(Self.intermediate))
        #expect(try offered(newer, "tls1_1") == [])
        let older = try site("intermediate", from: "1.0")
        #expect(try offered(older, "tls1") == Set(Self.oldest))
    }

    @Test("the groups of key exchange are those of Mozilla's table")
    func groups() throws {
        guard TLSSite.isPossible() else { return }
        let site = try site("modern")
        let groups = ["X25519", "P-256", "P-384", "X448", "P-521", "ffdhe2048"]
        let offered = try groups.filter {
            try site.connect(site.ports[0], "-brief -groups \($0)").status == 0
        }
        #expect(offered == ["X25519", "P-256", "P-384"])
    }

    @Test("the client chooses among good ciphers, the server among old ones")
    func preference() throws {
        guard TLSSite.isPossible() else { return }
        let (first, second) = ("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256")
        for (profile, chosen) in [("intermediate", first), ("old", second)] {
            let site = try site(profile)
            let answer = try site.connect(
                site.ports[0], "-brief -tls1_2 -cipher \(first):\(second)")
            #expect(answer.text.contains("Ciphersuite: \(chosen)\n"), "\(answer.text)")
        }
    }

    @Test(
        "testssl.sh finds the same versions",
        arguments: [
            ("modern", ["TLS1_3"]), ("intermediate", ["TLS1_2", "TLS1_3"]),
            ("old", ["TLS1", "TLS1_1", "TLS1_2", "TLS1_3"]),
        ])
    func testssl(profile: String, versions: [String]) throws {
        guard TLSSite.isPossible() else { return }
        let program = "/usr/bin/testssl"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return TLSSite.unavailable("testssl.sh")
        }
        let site = try site(profile)
        let said = try site.run(
            program,
            [
                "--quiet", "--color", "0", "--nodns", "none", "--ip", "127.0.0.1", "--protocols",
                "--jsonfile", site.path("testssl.json"), "shop.example:\(site.ports[0])",
            ])
        struct Finding: Decodable {
            let id: String
            let finding: String
        }
        let findings = try JSONDecoder().decode(
            [Finding].self, from: Data(contentsOf: URL(filePath: site.path("testssl.json"))))
        let all = ["SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3"]
        let found = findings.filter { all.contains($0.id) }
        #expect(found.map(\.id) == all, "\(said.text)")
        #expect(found.filter { $0.finding.hasPrefix("offered") }.map(\.id) == versions)
    }
}
