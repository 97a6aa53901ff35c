import Addresses
import Model

extension ConfigurationBuilder {
    /// Redirects requests without TLS to the SSL service, except for the challenges of certificate
    /// authorities (RFC 8555 section 8.3).
    ///
    /// The request's port is dropped, because it belongs to the listener without TLS. A request
    /// without a host is redirected to the address that it reached.
    ///
    /// - Parameter plain: positions of the routes that are served without TLS.
    mutating func addRedirect(
        to service: SSLService, of proxy: Proxy, exceptFor plain: [Int], at path: DocumentPath
    ) {
        guard let port = service.listen.first?.port else { return }
        let place = path.key("redirect")
        addHostCheck(at: place)
        var exceptions: [[Word]] = [
            ["{ ssl_fc }"], ["{", "path", "-m", "beg", "/.well-known/acme-challenge/", "}"],
        ]
        if proxy.hasTrustedProxies {
            // The first proxy reports the client's own connection.
            exceptions.append([
                "trusted-proxy", "{ req.hdr(X-Forwarded-Proto,1) -m str -i https }",
            ])
        }
        for start in stride(from: 0, to: plain.count, by: 32) {
            let part = plain[start..<min(start + 32, plain.count)]
            add(
                ["acl", "plain-route", "var(txn.route)", "-m", "int"]
                    + part.map { .number($0 + 1) }, at: place)
        }
        if !plain.isEmpty { exceptions.append(["plain-route"]) }
        let suffix: Word = port == 443 ? "" : .joined(":", .number(Int(port)))
        let targets: [(Word, unless: [Word])] = [
            ("https://%[req.hdr(host),host_only]", ["!{ req.hdr(host),host_only,length gt 0 }"]),
            ("https://%[dst]", ["{ dst -m sub : }"]), ("https://[%[dst]]", []),
        ]
        for (target, exception) in targets {
            let all = exceptions + (exception.isEmpty ? [] : [exception])
            add(
                ["http-request", "redirect", "prefix", .joined(target, suffix), "code", "301"]
                    + ["unless"] + all.joined(separator: ["or"]), at: place)
        }
    }

    /// Rejects requests with an invalid `Host` with status 400: it would result in a broken URL.
    ///
    /// The pattern excludes commas, because HAProxy splits header values at them.
    /// Source: RFC 9112 section 3.2, RFC 3986 section 3.2.2.
    private mutating func addHostCheck(at path: DocumentPath) {
        let pattern = "^([A-Za-z0-9._~%!$&'()*+;=-]+|\\[[0-9A-Fa-f:.]+\\])?(:[0-9]*)?$"
        add(
            "http-request", "deny", "deny_status", "400", "if", "{ req.fhdr(host) -m found }",
            "!{", "req.fhdr(host)", "-m", "reg", .text(pattern), "}", at: path)
    }
}
