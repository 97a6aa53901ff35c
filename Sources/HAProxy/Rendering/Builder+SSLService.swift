import Addresses
import Model

extension ConfigurationBuilder {
    /// An SSL service that hands over to an endpoint; the others are part of their proxies.
    mutating func addSSLService(_ index: Int) {
        let service = spec.sslServices[index]
        guard case .endpoint(let endpoint) = service.backend else { return }
        let path = DocumentPath([.key("sslServices"), .index(index)])
        section("listen", .identifier(service.name), at: path)
        addBinds(of: service, mode: .http, acceptsProxy: false, at: path)
        addAccessLog(of: service, at: path)
        addFarewell(at: path)
        add("option", "forwardfor", at: path)
        addForwardedProtocol(at: path)
        addPromise(of: service, at: path)
        let name = Word.identifier(service.name)
        server(name, of: name, endpoint, options: [], at: path.key("endpoint"))
    }

    /// Where clients come by TLS.
    mutating func addBinds(
        of service: SSLService, mode: Proxy.Mode, acceptsProxy: Bool, at path: DocumentPath
    ) {
        let list = certificateList(of: service)
        let endpoints = settings.listens.endpoints(of: service.name, at: service.listen)
        for (position, endpoint) in endpoints {
            var words: [Word] = ["bind"] + bind(endpoint) + ["name", .identifier(service.name)]
            if acceptsProxy { words.append("accept-proxy") }
            words += ["ssl", "crt-list", list] + service.protocolWords(in: mode)
            if let clients = service.clientCertificates {
                words += ["ca-file", settings.file(clients.authority)]
                if let file = clients.revoked { words += ["crl-file", settings.file(file)] }
                words += ["verify", clients.required ? "required" : "optional"]
            }
            let place = path.key("listen")
            add(words, at: service.listen.count == 1 ? place : place.index(position))
        }
    }

    /// The file that lists the certificates, the first of which is shown when none fits.
    private mutating func certificateList(of service: SSLService) -> Word {
        let lines = service.certificates.map { settings.certificateFile(of: $0) + "\n" }
        return file("\(Word.identifier(service.name).text).crt-list", lines.joined())
    }

    /// The promise that the site is to be had by TLS.
    mutating func addPromise(of service: SSLService, at path: DocumentPath) {
        guard let hsts = service.hsts else { return }
        let age = "max-age=\(hsts.maxAge.components.seconds)"
        add(
            "http-after-response", "set-header", "Strict-Transport-Security",
            .text(hsts.includeSubdomains ? "\(age); includeSubDomains" : age), "if", "{",
            "so_name", "-m", "str", "--", .identifier(service.name), "}", at: path.key("hsts"))
    }

    /// Sends what came in the clear to the SSL service.
    mutating func addRedirect(to service: SSLService, at path: DocumentPath) {
        guard service.redirect, let port = service.listen.first?.port else { return }
        let place = path.key("redirect")
        if port == 443 {
            add(
                "http-request", "redirect", "scheme", "https", "code", "301", "unless", "{",
                "ssl_fc", "}", at: place)
        } else {
            add(
                "http-request", "redirect", "prefix",
                .joined("https://%[req.hdr(host),host_only]:", .number(Int(port))), "code", "301",
                "unless", "{", "ssl_fc", "}", at: place)
        }
    }
}

extension SSLService {
    /// Versions, ciphers and what is offered above TLS.
    fileprivate func protocolWords(in mode: Proxy.Mode) -> [Word] {
        var words: [Word] = []
        let offered = alpn ?? (mode == .http ? ["h2", "http/1.1"] : [])
        if !offered.isEmpty { words += ["alpn", .text(offered.joined(separator: ","))] }
        words += ["ssl-min-ver", (minimumVersion ?? profile.minimumVersion).word]
        if profile != .modern { words += ["ciphers", .text(profile.ciphers)] }
        words += ["ciphersuites", .text(TLSProfile.suites), "curves", .text(TLSProfile.curves)]
        if !sessionTickets { words.append("no-tls-tickets") }
        if profile != .old { words.append("prefer-client-ciphers") }
        return words
    }
}
