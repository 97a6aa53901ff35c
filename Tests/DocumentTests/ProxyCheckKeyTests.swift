import HAProxy
import Model
import Planning
import Testing

@testable import Document

/// That each key of a proxy's check does something.
@Suite("keys of a proxy's check")
struct ProxyCheckKeyTests {
    /// Values of each key beside a type and a service.
    private static func values(of key: CheckFields) -> [String] {
        switch key {
        case .type, .service: []
        case .request: ["/health"]
        case .method: ["HEAD"]
        case .virtualHost: ["own.example"]
        case .headers:
            [
                "{X-A: b}", "{X-Empty: \"\"}", "{Connection: keep-alive}",
                "{" + (1...17).map { "X-\($0): \($0)" }.joined(separator: ", ") + "}",
            ]
        case .status: ["[204]"]
        case .expect: ["ALIVE"]
        case .expectRegex: ["^ALIVE"]
        case .bodyLimit: ["1KiB, expect: b"]
        case .tls: ["{verify: true}", "{verify: true, ca: /etc/ca.pem}", "{serverName: s.example}"]
        case .login: ["probe"]
        case .password: ["a-long-one"]
        case .passwordFile: ["secrets/probe"]
        case .secret: ["shared"]
        case .secretFile: ["secrets/radius"]
        case .database: ["shop"]
        case .recordType: ["MX"]
        case .transport: ["udp"]
        case .startTls: ["true"]
        case .send: ["PING"]
        case .command: ["/bin/false"]
        case .user: ["daemon"]
        case .exitWeights: ["true"]
        case .port: ["8081"]
        case .address: ["10.0.0.9"]
        case .source: ["10.0.0.8"]
        case .interval: ["7s"]
        case .downInterval: ["8s"]
        case .timeout: ["900ms"]
        case .negotiateTimeout: ["11s"]
        case .fall: ["4"]
        case .rise: ["5"]
        case .start: ["down"]
        }
    }

    /// The rendered text, whether Ballast makes the check, and the diagnostics on it.
    private struct Effect {
        let text: String
        let isOwn: Bool
        let diagnostics: [String]

        init(of check: [String], mode: String, server: String, isOfRoute: Bool) throws {
            let check = "check: {\(check.joined(separator: ", "))}"
            let servers = "servers: [{name: a, address: \"10.0.0.2:8080\"\(server)}]"
            let body = isOfRoute ? "routes: [{\(check), \(servers)}]" : "\(check), \(servers)"
            let parsed = parse(
                Array(
                    """
                    version: 1
                    proxies: [{name: p, listen: "10.0.0.1:80", mode: \(mode), \(body)}]

                    """.utf8))
            let spec = try #require(parsed.spec, "\(check): \(parsed.diagnostics)")
            text =
                haproxyConfiguration(
                    for: spec,
                    settings: HAProxySettings(directory: "/d", certificateDirectory: "/c")
                ).text
            isOwn = spec.proxies.allSatisfy(\.isCheckedByBallast)
            diagnostics = validate(spec).filter { "\($0.path)".contains("check") }
                .map { "\($0.path): \($0.message)" }
        }
    }

    @Test(
        "each changes haproxy.cfg, has Ballast make the check, or has a diagnostic",
        arguments: [
            "connect", "ping", "udp", "external", "on", "5", "http", "https", "tcp", "smtp",
            "redis", "mysql", "postgresql", "ldap", "none",
        ], ["", ", tls: {}", ", tls: {verify: true, serverName: own.example}"])
    func keys(word: String, server: String) throws {
        let isService = CheckService(rawValue: word) != nil
        let base =
            isService
            ? ["type: negotiate", "service: \(word)"]
            : ["type: \(word)"] + (word == "external" ? ["command: /bin/true"] : [])
        for (mode, isOfRoute) in [("http", false), ("tcp", false), ("http", true)] {
            let before = try Effect(of: base, mode: mode, server: server, isOfRoute: isOfRoute)
            for key in CheckFields.allCases {
                for value in Self.values(of: key) where !(word == "external" && key == .command) {
                    // Servers that are verified anyway.
                    if key == .tls, value == "{verify: true}", server.contains(value.dropLast()) {
                        continue
                    }
                    let line = "\(key): \(value)"
                    let after = try Effect(
                        of: base + [line], mode: mode, server: server, isOfRoute: isOfRoute)
                    let isTold = after.diagnostics != before.diagnostics
                    #expect(
                        after.text != before.text || after.isOwn || isTold,
                        "\(word), \(mode)\(server): \(line) is dropped")
                }
            }
        }
    }
}
