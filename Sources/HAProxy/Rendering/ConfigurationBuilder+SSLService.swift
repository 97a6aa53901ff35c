import Model

extension ConfigurationBuilder {
    /// Adds an SSL service with a backend endpoint; other SSL services are part of their proxies.
    mutating func addSSLService(_ index: Int) {
        let service = spec.sslServices[index]
        guard case .endpoint(let endpoint) = service.backend else { return }
        let path = DocumentPath([.key("sslServices"), .index(index)])
        section("listen", .identifier(service.name), at: path)
        addBinds(of: service, mode: .http, acceptsProxy: false, at: path)
        addAccessLog(of: service, at: path)
        addFarewell(at: path)
        addForwarding(hasTrusted: false, at: path)
        if service.clientCertificates?.forward == true { addCertificate(of: [service], at: path) }
        addPromise(of: service, at: path)
        let name = Word.identifier(service.name)
        server(name, of: name, endpoint, options: [], at: path.key("endpoint"))
    }

    /// Adds the TLS listeners.
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

    /// Returns the file that lists the certificates; the first one is the default.
    private mutating func certificateList(of service: SSLService) -> Word {
        let files =
            settings.spareCertificate.map { [$0] }
            ?? service.certificates.map { settings.certificateFile(of: $0) }
        return file(
            "\(Word.identifier(service.name).text).crt-list", files.map { $0 + "\n" }.joined())
    }

    /// Forwards client certificates to the servers of a proxy.
    mutating func addClientCertificates(of proxy: Proxy) {
        let services = spec.sslServices.indices.filter {
            let service = spec.sslServices[$0]
            return service.backend == .proxy(proxy.name)
                && service.clientCertificates?.forward == true
        }
        guard let first = services.first else { return }
        addCertificate(
            of: services.map { spec.sslServices[$0] },
            at: DocumentPath([.key("sslServices"), .index(first)]))
    }

    /// Adds headers with the verified client certificate, and removes those that the client sent.
    private mutating func addCertificate(of services: [SSLService], at path: DocumentPath) {
        let place = path.key("clientCertificates").key("forward")
        let headers: [(name: Word, value: Word)] = [
            ("X-SSL-Client-Verify", "%[ssl_c_verify]"), ("X-SSL-Client-DN", "%{+Q}[ssl_c_s_dn]"),
            ("X-SSL-Client-CN", "%{+Q}[ssl_c_s_dn(cn)]"),
            ("X-SSL-Client-Serial", "%[ssl_c_serial,hex]"),
            ("X-SSL-Client-SHA1", "%[ssl_c_sha1,hex]"),
            ("X-SSL-Client-Cert", "%[ssl_c_der,base64]"),
        ]
        for header in headers {
            addRemoval(of: HeaderSpellings.all(of: header.name.text), at: place)
        }
        let names = services.map { Word.identifier($0.name) }
        for start in stride(from: 0, to: names.count, by: 32) {
            let part = names[start..<min(start + 32, names.count)]
            add(["acl", "certified", "so_name", "-m", "str", "--"] + part, at: place)
        }
        for header in headers {
            add(
                "http-request", "set-header", header.name, header.value, "if", "certified",
                "{ ssl_c_used }", at: place)
        }
    }

    /// Adds the `Strict-Transport-Security` header.
    mutating func addPromise(of service: SSLService, at path: DocumentPath) {
        guard let hsts = service.hsts else { return }
        let age = "max-age=\(hsts.maxAge.components.seconds)"
        add(
            "http-after-response", "set-header", "Strict-Transport-Security",
            .text(hsts.includeSubdomains ? "\(age); includeSubDomains" : age), "if", "{",
            "so_name", "-m", "str", "--", .identifier(service.name), "}", at: path.key("hsts"))
    }
}

extension SSLService {
    /// The TLS versions, ciphers and ALPN protocols.
    fileprivate func protocolWords(in mode: Proxy.Mode) -> [Word] {
        var words: [Word] = []
        let offered = negotiation.alpn ?? (mode == .http ? ["h2", "http/1.1"] : [])
        if !offered.isEmpty { words += ["alpn", .text(offered.joined(separator: ","))] }
        let profile = negotiation.profile
        let oldest = negotiation.minimumVersion ?? profile.minimumVersion
        // If older clients are allowed, the ciphers are those of the profile for them.
        let ciphers = profile.reaching(oldest)
        words += ["ssl-min-ver", oldest.word]
        if ciphers != .modern { words += ["ciphers", .text(ciphers.ciphers)] }
        words += ["ciphersuites", .text(TLSProfile.suites), "curves", .text(TLSProfile.curves)]
        if !negotiation.sessionTickets { words.append("no-tls-tickets") }
        if ciphers != .old { words.append("prefer-client-ciphers") }
        return words
    }
}
