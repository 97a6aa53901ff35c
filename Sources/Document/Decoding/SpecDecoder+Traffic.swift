import Addresses
import Model

extension SpecDecoder {
    /// `persistence` of a proxy or a route; nil when the key is missing or wrong.
    mutating func proxyPersistence<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> ProxyPersistence? {
        guard let node = object[field] else { return nil }
        guard tree.node(node).kind == .mapping else {
            return switch word(node, definition(field)) {
            case "cookie": .cookie(ProxyPersistence.Cookie())
            case "source": .source(.seconds(1800))
            case "rdpCookie": .rdpCookie(.seconds(1800))
            case "none": ProxyPersistence.none
            default: nil
            }
        }
        return nested(field, of: object, as: ProxyPersistenceFields.self) { decoder, inner in
            decoder.proxyPersistence(inner)
        }
    }

    private mutating func proxyPersistence(
        _ object: ObjectReader<ProxyPersistenceFields>
    ) -> ProxyPersistence {
        let type = word(.type, of: object)
        let cookie = ProxyPersistence.Cookie(
            name: line(.name, of: object) ?? "SERVERID",
            httpOnly: boolean(.httpOnly, of: object), secure: boolean(.secure, of: object),
            sameSite: sameSite(object), maxLife: optionalDuration(.maxLife, of: object),
            maxIdle: optionalDuration(.maxIdle, of: object))
        let timeout = duration(.timeout, of: object).duration
        for key in ProxyPersistenceFields.allCases where key != .type {
            guard let node = object[key] else { continue }
            let types =
                switch key {
                case .timeout: ["source", "rdpCookie"]
                case .ipv6Prefix: ["source"]
                case .type, .name, .httpOnly, .secure, .sameSite, .maxLife, .maxIdle: ["cookie"]
                }
            let isUsed = types.contains(type)
            guard !isUsed, !type.isEmpty else { continue }
            report(
                .conflictingKeys, at: node, "\(key)",
                "\"\(key)\" does not go with persistence \(type)", hint: "remove it")
        }
        return switch type {
        case "cookie": .cookie(cookie)
        case "source": .source(timeout, ipv6Prefix: integer(.ipv6Prefix, of: object))
        case "rdpCookie": .rdpCookie(timeout)
        default: .none
        }
    }

    private mutating func sameSite(
        _ object: ObjectReader<ProxyPersistenceFields>
    ) -> ProxyPersistence.Cookie.SameSite? {
        switch optionalWord(.sameSite, of: object) {
        case "strict": .strict
        case "lax": .lax
        case "none": ProxyPersistence.Cookie.SameSite.none
        default: nil
        }
    }

    /// Limits and timeouts of a proxy.
    mutating func traffic(_ object: ObjectReader<ProxyFields>) -> ProxyTraffic {
        ProxyTraffic(
            maxConnections: optionalInteger(.maxConnections, of: object),
            rateLimit: nested(.rateLimit, of: object, as: RateLimitFields.self) {
                ProxyTraffic.RateLimit(
                    requests: $0.optionalInteger(.requests, of: $1),
                    connections: $0.optionalInteger(.connections, of: $1),
                    concurrent: $0.optionalInteger(.concurrent, of: $1),
                    period: $0.duration(.period, of: $1).duration,
                    ipv6Prefix: $0.integer(.ipv6Prefix, of: $1))
            },
            timeouts: nested(.timeouts, of: object, as: ProxyTimeoutFields.self) {
                ProxyTimeouts(
                    connect: $0.duration(.connect, of: $1).duration,
                    client: $0.duration(.client, of: $1).duration,
                    server: $0.duration(.server, of: $1).duration,
                    queue: $0.duration(.queue, of: $1).duration,
                    httpRequest: $0.duration(.httpRequest, of: $1).duration,
                    keepAlive: $0.duration(.keepAlive, of: $1).duration,
                    tunnel: $0.optionalDuration(.tunnel, of: $1))
            } ?? ProxyTimeouts(),
            slowStart: optionalDuration(.slowStart, of: object),
            retries: integer(.retries, of: object),
            redispatch: boolean(.redispatch, of: object))
    }

    /// `admin`, of which HAProxy serves the statistics.
    mutating func admin(
        _ root: ObjectReader<RootFields>
    ) -> (interface: AdminInterface, statistics: Endpoint?, page: StatisticsPage) {
        let admin = nested(.admin, of: root, as: AdminFields.self) { decoder, inner in
            (
                AdminInterface(
                    listen: decoder.endpoint(.listen, of: inner),
                    certificate: decoder.text(.certificate, of: inner),
                    power: decoder.boolean(.power, of: inner)),
                decoder.endpoint(.statistics, of: inner),
                decoder.nested(
                    .statisticsPage, of: inner, as: StatisticsPageFields.self
                ) { $0.statisticsPage($1) }
            )
        }
        return (admin?.0 ?? AdminInterface(), admin?.1, admin?.2 ?? StatisticsPage())
    }

    /// `haproxy`.
    mutating func proxyProcess(_ root: ObjectReader<RootFields>) -> ProxyProcess {
        let process = nested(.haproxy, of: root, as: ProxyProcessFields.self) {
            ProxyProcess(
                hardStopAfter: $0.optionalDuration(.hardStopAfter, of: $1),
                maxReloads: $0.integer(.maxReloads, of: $1),
                log: $0.accessLog(.log, of: $1).log,
                raw: $0.texts(.raw, of: $1))
        }
        return process ?? ProxyProcess()
    }

    private mutating func statisticsPage(
        _ object: ObjectReader<StatisticsPageFields>
    ) -> StatisticsPage {
        let page = StatisticsPage(
            login: line(.login, of: object),
            password: secret(.password, .passwordFile, of: object, isLine: true),
            allow: networks(.allow, of: object), raw: texts(.raw, of: object))
        if object.has(.login) != (object.has(.password) || object.has(.passwordFile)) {
            report(
                .missingKey, at: object.node, nil, "a login needs both \"login\" and \"password\"",
                hint: "add the other one; `passwordFile` keeps the password out of the document")
        }
        if let node = object[.login], page.login?.contains(":") == true {
            report(
                .malformed, at: node, "login", "\"login\" may have no colon",
                hint: "browsers send login and password with a colon between them")
        }
        return page
    }

    /// Addresses and networks; invalid ones are omitted.
    mutating func networks<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> [Prefix] {
        elements(field, of: object) { decoder, node, definition in
            guard let text = decoder.text(node, definition, 2...49) else { return nil }
            if let prefix = Prefix(text) { return prefix }
            if let address = IPAddress(text) {
                return Prefix(host: address)
            }
            decoder.report(
                .malformed, at: node, definition.key,
                "\"\(text.quotable)\" is no address and no network",
                hint: "write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32")
            return nil
        }
    }
}

extension AccessLog.Choice {
    /// The chosen access log; nil for every other choice.
    fileprivate var log: AccessLog? {
        if case .on(let log) = self { log } else { nil }
    }
}
