import Addresses
import Model

extension SpecDecoder {
    /// `sslServices`.
    mutating func sslServices(_ root: ObjectReader<RootFields>) -> [SSLService] {
        var seen: [String: NodeIndex] = [:]
        return objects(.sslServices, of: root) { $0.sslService($1, &seen) }
    }

    /// `certificates`.
    mutating func certificates(_ root: ObjectReader<RootFields>) -> [NamedCertificate] {
        var seen: [String: NodeIndex] = [:]
        return objects(.certificates, of: root) { decoder, node in
            guard let object = decoder.object(node, as: CertificateFields.self) else { return nil }
            let name = decoder.name(.name, of: object)
            decoder.reportDuplicate(
                name, at: object[.name], of: node, in: &seen, "certificate")
            if let key = object[.key], !object.has(.file) {
                decoder.report(
                    .missingKey, at: key, "key",
                    "a certificate with \"key\" needs \"file\" too",
                    hint: "add `file: fullchain.pem`, the file of the certificate and its chain")
            }
            return NamedCertificate(
                name: name, file: decoder.line(.file, of: object),
                names: decoder.hostNames(.names, of: object),
                key: decoder.line(.key, of: object), authority: decoder.line(.ca, of: object))
        }
    }

    /// DNS names and addresses; invalid ones are omitted.
    private mutating func hostNames<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [String] {
        elements(field, of: object) { decoder, node, definition in
            guard let text = decoder.text(node, definition, 1...253) else { return nil }
            guard let problem = NameRule.host.problem(with: text) else { return text }
            decoder.report(
                problem.code, at: node, definition.key, "\"\(text.quotable)\" \(problem.message)",
                hint: "write shop.example, *.shop.example or an address")
            return nil
        }
    }

    private mutating func sslService(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> SSLService? {
        guard let object = object(node, as: SSLServiceFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "SSL service")
        let certificates = certificateNames(object)
        var service = SSLService(
            name: name, listen: endpoints(.listen, of: object), certificates: certificates,
            backend: sslBackend(object),
            negotiation: SSLService.Negotiation(
                profile: TLSProfile(rawValue: word(.profile, of: object)) ?? .intermediate,
                minimumVersion: optionalWord(.minimumVersion, of: object)
                    .flatMap { TLSVersion(rawValue: $0) },
                alpn: object.has(.alpn) ? texts(.alpn, of: object) : nil,
                sessionTickets: boolean(.sessionTickets, of: object)),
            hsts: nested(.hsts, of: object, as: HSTSFields.self) {
                SSLService.HSTS(
                    maxAge: $0.duration(.maxAge, of: $1).duration,
                    includeSubdomains: $0.boolean(.includeSubdomains, of: $1))
            },
            redirect: boolean(.redirect, of: object),
            clientCertificates: nested(
                .clientCertificates, of: object, as: ClientCertificateFields.self
            ) {
                SSLService.ClientCertificates(
                    authority: $0.line(.ca, of: $1) ?? "", revoked: $0.line(.crl, of: $1),
                    required: $0.boolean(.required, of: $1),
                    forward: $0.boolean(.forward, of: $1))
            })
        service.limits = sourceLimits(.limits, of: object)
        service.log = accessLog(.log, of: object)
        return service
    }

    private mutating func certificateNames(
        _ object: ObjectReader<SSLServiceFields>
    ) -> [String] {
        let one = name(.certificate, of: object)
        let many = texts(.certificates, of: object)
        if let node = object[.certificates], object.has(.certificate) {
            report(
                .conflictingKeys, at: node, "certificates",
                "an SSL service has either \"certificate\" or \"certificates\", not both",
                hint: "remove one of them")
        } else if !object.has(.certificate), many.isEmpty {
            report(
                .missingKey, at: object[.certificates] ?? object.node, nil,
                "an SSL service needs the key \"certificate\", or \"certificates\" with names",
                hint: "add `certificate: shop`, and `certificates: [{name: shop}]` to the document")
        }
        return object.has(.certificate) ? [one] : many
    }

    private mutating func sslBackend(
        _ object: ObjectReader<SSLServiceFields>
    ) -> SSLService.Backend {
        let proxy = name(.backend, of: object)
        let endpoint = endpoint(.endpoint, of: object)
        if let node = object[.endpoint], object.has(.backend) {
            report(
                .conflictingKeys, at: node, "endpoint",
                "an SSL service has either \"backend\" or \"endpoint\", not both",
                hint: "remove one of them")
        } else if !object.has(.endpoint), !object.has(.backend) {
            report(
                .missingKey, at: object.node, nil,
                "an SSL service needs the key \"backend\" or \"endpoint\"",
                hint: "add `backend: NAME`, the name of a proxy")
        }
        return endpoint.map { .endpoint($0) } ?? .proxy(proxy)
    }
}
