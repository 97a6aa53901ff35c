internal import Model

extension Inspection {
    /// Returns the findings, errors first.
    ///
    /// Pure: the same values at the same time give the same findings.
    ///
    /// - Parameter hosts: the host names of the service.
    public func findings(
        for hosts: [AlternativeName] = [], at now: UTCTime
    ) -> [CertificateFinding] {
        guard let leaf = certificates.first else { return [] }
        return keyFindings(leaf) + certificates.flatMap(Self.strength)
            + certificates.flatMap { Self.validity(of: $0, at: now) }
            + chainFindings(leaf) + Self.names(of: leaf, for: hosts) + Self.purpose(of: leaf)
            + Self.stapling(of: leaf)
    }

    private func keyFindings(_ leaf: Certificate) -> [CertificateFinding] {
        switch key {
        case .matches: []
        case .differs:
            [
                CertificateFinding(
                    .certificateKeyMismatch, .error,
                    "the private key does not belong to the certificate \(leaf)",
                    hint: "\"ballast certificate import\" finds the certificate of the key")
            ]
        case .missing:
            [
                CertificateFinding(
                    .certificateKey, .error, "the certificate \(leaf) is there without its key",
                    hint: "\"ballast certificate import\" puts both into one file")
            ]
        case .several:
            [
                CertificateFinding(
                    .certificateKey, .error, "there is more than one private key",
                    hint: "\"ballast certificate import\" keeps the one that is needed")
            ]
        }
    }

    private static func validity(
        of certificate: Certificate, at now: UTCTime
    ) -> [CertificateFinding] {
        if now < certificate.notBefore {
            return [
                CertificateFinding(
                    .certificateNotYetValid, .warning,
                    "the certificate \(certificate) is good from \(certificate.notBefore) on only",
                    hint: "is this host's clock right?")
            ]
        }
        guard
            let notice = ExpiryNotice(
                notBefore: certificate.notBefore, notAfter: certificate.notAfter, now: now)
        else { return [] }
        guard notice != .over else {
            return [
                CertificateFinding(
                    .certificateExpired, .warning,
                    "the certificate \(certificate) expired on \(certificate.notAfter)",
                    hint: renewal(of: certificate), expiry: notice)
            ]
        }
        let days = certificate.daysLeft(at: now)
        let left = days < 1 ? "less than a day" : days == 1 ? "1 day" : "\(days) days"
        return [
            CertificateFinding(
                .certificateExpiresSoon, .warning,
                "the certificate \(certificate) is good for \(left) more, until "
                    + "\(certificate.notAfter)",
                hint: renewal(of: certificate), expiry: notice)
        ]
    }

    private static func renewal(of certificate: Certificate) -> String {
        if certificate.isAuthority && !certificate.isSelfSigned {
            return "import the server's certificate with its authority's present intermediates"
        }
        return certificate.isSelfSigned
            ? "\"ballast certificate renew-self-signed\" makes the next one"
            : "\"ballast certificate export-csr\" has the request for the next one"
    }

    private func chainFindings(_ leaf: Certificate) -> [CertificateFinding] {
        if certificates.count == 1 && leaf.isSelfSigned {
            // Clients that trust `ca` trust this certificate, if it is the one.
            if isRoot { return [] }
            return [
                CertificateFinding(
                    .certificateSelfSigned, .warning,
                    "the certificate \(leaf) is self-signed: clients do not trust it",
                    hint: "\"ballast certificate export-csr\" has the request for one they trust")
            ]
        }
        if let position = links.firstIndex(of: false) {
            return [
                CertificateFinding(
                    .certificateChainOrder, .warning,
                    "\(certificates[position + 1]) has not issued \(certificates[position]), which "
                        + "stands before it",
                    hint: "\"ballast certificate import\" puts a chain in order")
            ]
        }
        guard isAnchored == false, let last = certificates.last else { return [] }
        let place = last.issuerURL.map { "it may be had at \($0)" }
        return [
            CertificateFinding(
                .certificateChainIncomplete, .warning,
                "\(last.issuer), which issued \(last), is neither in the file nor a root that is "
                    + "known here",
                hint: place
                    ?? "add the intermediate certificate; a root of your own is named by `ca` of "
                    + "the document's certificate, or by --ca")
        ]
    }

    private static func names(
        of leaf: Certificate, for hosts: [AlternativeName]
    ) -> [CertificateFinding] {
        guard !leaf.names.isEmpty else {
            return [
                CertificateFinding(
                    .certificateName, .warning,
                    "the certificate \(leaf) has no alternative names, and clients look at nothing "
                        + "else")
            ]
        }
        return hosts.filter { host in !leaf.names.contains { $0.fits(host) } }.map { host in
            let all = leaf.names.prefix(10).map(\.description).joined(separator: ", ")
            let more = leaf.names.count > 10 ? " and \(leaf.names.count - 10) more" : ""
            return CertificateFinding(
                .certificateName, .warning, "the certificate is not for \(host): \(all)\(more)")
        }
    }

    /// Whether OpenSSL's security level 2, Debian's default, prevents a server from starting with
    /// it.
    ///
    /// **Source:** SSL_CTX_set_security_level(3); HAProxy loads certificates before it applies the
    /// level of a profile.
    var isRefused: Bool {
        certificates.contains { !Self.strength(of: $0).isEmpty }
    }

    private static func strength(of certificate: Certificate) -> [CertificateFinding] {
        var findings: [CertificateFinding] = []
        if certificate.key.isWeak {
            findings.append(
                CertificateFinding(
                    .certificateWeakKey, .error,
                    "the key of \(certificate) is weak: \(certificate.key), "
                        + "\(certificate.key.bits) bits; OpenSSL starts no server with it",
                    hint: "use RSA with 2048 bits or more, or P-256"))
        }
        // The signature of a self-signed certificate is never verified.
        if certificate.hasWeakSignature && !certificate.isSelfSigned {
            findings.append(
                CertificateFinding(
                    .certificateWeakSignature, .error,
                    "\(certificate) is signed with \(certificate.signature), which can be forged; "
                        + "OpenSSL starts no server with it",
                    hint: "ask for one that is signed with SHA-256"))
        }
        return findings
    }

    private static func stapling(of leaf: Certificate) -> [CertificateFinding] {
        guard leaf.mustStaple else { return [] }
        return [
            CertificateFinding(
                .certificateMustStaple, .warning,
                "\(leaf) demands a stapled OCSP response, and none is sent: clients may refuse it",
                hint: "ask for a certificate without must-staple")
        ]
    }

    private static func purpose(of leaf: Certificate) -> [CertificateFinding] {
        if leaf.isAuthority {
            return [
                CertificateFinding(
                    .certificatePurpose, .warning,
                    "\(leaf) is the certificate of an authority, and stands first",
                    hint: "the server's own certificate is first")
            ]
        }
        guard !leaf.isForServers else { return [] }
        return [
            CertificateFinding(
                .certificatePurpose, .warning,
                "\(leaf) is not for TLS servers: it lacks the use serverAuth")
        ]
    }
}
