import Addresses
import Model

/// The keys that a check uses.
struct CheckUse {
    let check: Check
    let type: CheckType
    let service: CheckService
    let asked: Endpoint?

    init(of check: Check, for server: RealServer? = nil, in service: Service) {
        self.check = check
        type = check.type ?? .connect
        let endpoint = server.map { service.endpoint(of: $0) }
        let port = check.port ?? endpoint?.port ?? service.key.endpoint?.port ?? 0
        self.service = check.service ?? .usual(atPort: port)
        asked = endpoint.map { Endpoint(check.address ?? $0.address, port: port) }
    }

    private var asks: Bool { type != .on && type != .off }

    func uses(_ key: CheckKey) -> Bool {
        switch key {
        case .service: type.negotiates
        case .negotiateTimeout: type.negotiates && service != .none
        case .request, .method, .virtualHost, .headers, .status, .tls, .login, .password,
            .passwordFile, .secret, .secretFile, .database, .recordType, .transport, .startTls:
            isSpoken(key)
        case .expect, .expectRegex, .bodyLimit, .send: isSpoken(key) || type == .udp
        case .command, .exitWeights, .user: type == .external
        case .port: asks && type != .ping
        case .source: asks && type != .external
        case .address, .interval, .downInterval, .timeout, .fall, .rise, .start: asks
        }
    }

    private func isSpoken(_ key: CheckKey) -> Bool {
        type.negotiates && service.uses(key)
    }

    /// The mistake in the path of an HTTP request; nil: none.
    var wrongPath: (problem: String, hint: String)? {
        guard type.negotiates, service.isHTTP, let path = check.request else { return nil }
        let isPrintable = path.unicodeScalars.allSatisfy { (0x21...0x7e).contains($0.value) }
        guard isPrintable, path.hasPrefix("/") || path == "*" else {
            if let url = URLParts(path), isPrintable {
                return (
                    "asks for the URL \"\(path)\", where a path belongs",
                    "write the path alone, `request: \(url.path)`, and the name as "
                        + "`virtualHost: \(url.host)`; the rest follows from "
                        + "`service: \(url.scheme)` and the port of the server"
                )
            }
            return (
                "asks for \"\(path)\", and a path begins with / and has no spaces",
                isPrintable ? "write `request: /\(path)`" : "write other characters as %20"
            )
        }
        return nil
    }

    /// The expectation that an answer without content can't meet; nil: none.
    ///
    /// Source: RFC 9110 sections 9.3.2, 15.3.5, 15.3.6 and 15.4.5.
    var missingContent: (key: String, problem: String, hint: String)? {
        guard type.negotiates, service.isHTTP, check.expect != nil || check.expectRegex != nil
        else { return nil }
        let key = check.expect == nil ? "expectRegex" : "expect"
        if check.method == "HEAD" {
            return (
                key, "the answer to HEAD has no content: no server passes this check",
                "write `method: GET`, or remove \(key)"
            )
        }
        let empty = [204...204, 205...205, 304...304]
        guard let status = check.status, status.allSatisfy({ empty.contains($0.bounds) }) else {
            return nil
        }
        return (
            key,
            "an answer with the status \(status.map(\.description).joined(separator: ", ")) has no"
                + " content: no server passes this check", "write `status: [200]`, or remove \(key)"
        )
    }

    /// The key whose value is the ``gap``; nil: a missing key.
    var wrongKey: String? {
        if missingLogin != nil { return nil }
        return wrongPath == nil ? brokenLine?.key : "request"
    }

    /// The value that a line-based protocol can't transmit; nil: none.
    private var brokenLine: (problem: String, hint: String, key: String)? {
        guard type.negotiates, service.speaksLines else { return nil }
        let words = [
            ("login", check.login), ("password", check.password?.text),
            ("request", check.request), ("virtualHost", check.virtualHost),
        ]
        for case (let key, let text?) in words
        where text.unicodeScalars.contains(where: { ["\r", "\n", "\0"].contains($0) }) {
            return (
                "has a line break in its \(key), and \(service.rawValue) is spoken in lines",
                "remove it", key
            )
        }
        return nil
    }

    /// The key that a database query also needs; nil: none.
    private var missingLogin: (problem: String, hint: String)? {
        guard type.negotiates, service == .mysql || service == .postgresql else { return nil }
        if check.request != nil, check.login == nil {
            return ("has a query and no login", "add `login`")
        }
        if check.request == nil, check.expect != nil || check.expectRegex != nil {
            return ("expects an answer and has no query", "add `request: SELECT 1`")
        }
        return nil
    }

    /// The missing part of the check; nil: none.
    var gap: (problem: String, hint: String)? {
        if type == .external, check.command == nil {
            return ("has no command", "add `command: /path/of/program`")
        }
        if type == .external, let command = check.command, command.contains(" ") {
            return (
                "has a command with a space in its path, \"\(command)\"",
                "name the program alone, without arguments; it is given the addresses and ports "
                    + "of service and server"
            )
        }
        if type.negotiates, service == .radius, check.secret == nil {
            return (
                "has no secret, without which RADIUS does not answer",
                "add `secretFile` or `secret`"
            )
        }
        if let missingLogin { return missingLogin }
        if let wrongPath { return wrongPath }
        if let brokenLine { return (brokenLine.problem, brokenLine.hint) }
        guard let asked, asks else { return nil }
        if asked.port == 0, type != .ping, type != .external {
            return ("has no port to ask: the service listens on every port", "add `port: 80`")
        }
        if let source = check.source, source.family != asked.address.family, type != .external {
            return (
                "has the source \(source) and asks \(asked.address), of the other address family",
                "give a source of the family of the checked address"
            )
        }
        return nil
    }
}

extension Check {
    /// The keys in the check that only some checks use, each with those checks.
    var keysAndNeeds: [(key: CheckKey, need: String)] {
        func spoken(_ key: CheckKey) -> String {
            let words = CheckService.using(key).map(\.rawValue)
            let last = words.last ?? ""
            let list = words.count > 1 ? words.dropLast().joined(separator: ", ") + " or " : ""
            return "negotiate and service \(list)\(last)"
        }
        let answers = "negotiate and a service that answers with text, or with udp,"
        let asking = "checks that ask something"
        let all: [(CheckKey, Bool, String)] = [
            (.service, service != nil, "negotiate"),
            (.request, request != nil, spoken(.request)),
            (.method, method != nil, spoken(.method)),
            (.virtualHost, virtualHost != nil, spoken(.virtualHost)),
            (.headers, headers != nil, spoken(.headers)),
            (.status, status != nil, spoken(.status)),
            (.expect, expect != nil, answers),
            (.expectRegex, expectRegex != nil, answers),
            (.bodyLimit, bodyLimit != nil, answers),
            (.tls, tls != nil, spoken(.tls)),
            (.login, login != nil, spoken(.login)),
            (.password, password != nil && password?.file == nil, spoken(.password)),
            (.passwordFile, password?.file != nil, spoken(.password)),
            (.secret, secret != nil && secret?.file == nil, spoken(.secret)),
            (.secretFile, secret?.file != nil, spoken(.secret)),
            (.database, database != nil, spoken(.database)),
            (.recordType, recordType != nil, spoken(.recordType)),
            (.transport, transport != nil, spoken(.transport)),
            (.startTls, startTLS != nil, spoken(.startTls)),
            (.send, send != nil, "udp, or negotiate and service tcp,"),
            (.command, command != nil, "external"),
            (.exitWeights, exitWeights != nil, "external"),
            (.user, user != nil, "external"),
            (.port, port != nil, asking),
            (.address, address != nil, asking),
            (.source, source != nil, asking),
            (.interval, interval != nil, asking),
            (.downInterval, downInterval != nil, asking),
            (.timeout, timeout != nil, asking),
            (.negotiateTimeout, negotiateTimeout != nil, "negotiate"),
            (.fall, fall != nil, asking),
            (.rise, rise != nil, asking),
            (.start, start != nil, asking),
        ]
        return all.compactMap { key, isGiven, need in isGiven ? (key, need) : nil }
    }
}

/// The parts of a URL in place of a path.
private struct URLParts {
    let scheme: String
    let host: String
    let path: String

    /// Creates the parts; nil: not an HTTP URL.
    init?(_ text: String) {
        for scheme in ["https", "http"] where text.lowercased().hasPrefix("\(scheme)://") {
            let rest = text.dropFirst(scheme.count + 3)
            let host = rest.prefix { !"/?#".contains($0) }
            guard !host.isEmpty else { return nil }
            let path = rest.dropFirst(host.count).prefix { $0 != "#" }
            self.scheme = scheme
            self.host = String(host)
            self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
            return
        }
        return nil
    }
}
