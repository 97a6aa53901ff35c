import Model

extension SpecDecoder {
    /// `persistence` of a proxy.
    mutating func proxyPersistence(_ object: ObjectReader<ProxyFields>) -> ProxyPersistence {
        guard let node = object[.persistence] else { return .none }
        guard tree.node(node).kind == .mapping else {
            return switch word(node, definition(ProxyFields.persistence)) {
            case "cookie": .cookie(ProxyPersistence.Cookie())
            case "source": .source(.seconds(1800))
            case "rdpCookie": .rdpCookie(.seconds(1800))
            default: .none
            }
        }
        let given = nested(.persistence, of: object, as: ProxyPersistenceFields.self) {
            decoder, inner in
            decoder.proxyPersistence(inner)
        }
        return given ?? .none
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
            let types = key == .timeout ? ["source", "rdpCookie"] : ["cookie"]
            let isUsed = types.contains(type)
            guard !isUsed, !type.isEmpty else { continue }
            report(
                .conflictingKeys, at: node, "\(key)",
                "\"\(key)\" does not go with persistence \(type)", hint: "remove it")
        }
        return switch type {
        case "cookie": .cookie(cookie)
        case "source": .source(timeout)
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
                    period: $0.duration(.period, of: $1).duration)
            },
            timeouts: nested(.timeouts, of: object, as: ProxyTimeoutFields.self) {
                ProxyTimeouts(
                    connect: $0.duration(.connect, of: $1).duration,
                    client: $0.duration(.client, of: $1).duration,
                    server: $0.duration(.server, of: $1).duration,
                    queue: $0.duration(.queue, of: $1).duration,
                    httpRequest: $0.duration(.httpRequest, of: $1).duration,
                    keepAlive: $0.duration(.keepAlive, of: $1).duration,
                    tunnel: $0.duration(.tunnel, of: $1).duration)
            } ?? ProxyTimeouts(),
            slowStart: optionalDuration(.slowStart, of: object),
            retries: integer(.retries, of: object),
            redispatch: boolean(.redispatch, of: object))
    }

    /// `haproxy` and `admin`.
    mutating func proxyProcess(_ root: ObjectReader<RootFields>) -> ProxyProcess {
        let statistics = nested(.admin, of: root, as: AdminFields.self) {
            $0.endpoint(.statistics, of: $1)
        }
        let process = nested(.haproxy, of: root, as: ProxyProcessFields.self) {
            ProxyProcess(
                hardStopAfter: $0.optionalDuration(.hardStopAfter, of: $1),
                log: $0.accessLog(.log, of: $1).log,
                raw: $0.texts(.raw, of: $1))
        }
        return ProxyProcess(
            statistics: statistics ?? nil, hardStopAfter: process?.hardStopAfter,
            log: process?.log, raw: process?.raw ?? [])
    }
}

extension AccessLog.Choice {
    /// The log that is chosen by itself; nil: none is.
    fileprivate var log: AccessLog? {
        if case .on(let log) = self { log } else { nil }
    }
}
