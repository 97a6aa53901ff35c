import Addresses

/// An access log: one line for each request, or for each connection of mode `tcp`.
public struct AccessLog: Sendable, Hashable {
    /// The format of the lines.
    ///
    /// Default `json`.
    public var format: Format
    /// The destination of the lines.
    ///
    /// Default ``Target/journal``.
    public var target: Target

    /// The format of a line.
    public enum Format: String, Sendable, Hashable, Codable, CaseIterable {
        /// One JSON object per line.
        case json
        /// HAProxy's own format: `httplog`, or `tcplog` where the mode is `tcp`.
        case httplog
    }

    /// The destination of the lines.
    public enum Target: Sendable, Hashable {
        /// The systemd journal.
        case journal
        /// The local syslog daemon, or a remote one at this address, over UDP.
        case syslog(Endpoint?)
        /// A file, by its absolute path.
        case file(String)
    }

    /// Creates an access log.
    public init(format: Format = .json, target: Target = .journal) {
        self.format = format
        self.target = target
    }

    /// The access log of one proxy or SSL service in the document.
    public enum Choice: Sendable, Hashable {
        /// The log of the `haproxy` section, if it has one.
        case usual
        /// No log.
        case off
        /// This log.
        case on(AccessLog)
    }
}

extension AccessLog.Target: CustomStringConvertible {
    /// The form in the document: `journal`, `syslog`, `syslog:10.0.0.53:514`, or a path.
    public var description: String {
        switch self {
        case .journal: "journal"
        case .syslog(nil): "syslog"
        case .syslog(let endpoint?): "syslog:\(endpoint)"
        case .file(let path): path
        }
    }

    /// Parses a target; nil for any other text.
    public init?(_ text: String) {
        switch text {
        case "journal": self = .journal
        case "syslog": self = .syslog(nil)
        case _ where text.hasPrefix("syslog:"):
            let rest = String(text.dropFirst(7))
            if let endpoint = Endpoint(rest), endpoint.port != 0 {
                self = .syslog(endpoint)
            } else if let address = IPAddress(rest) {
                self = .syslog(Endpoint(address, port: 514))
            } else {
                return nil
            }
        case _ where text.hasPrefix("/") && !text.hasSuffix("/"): self = .file(text)
        default: return nil
        }
    }
}

extension Spec {
    /// The access log of a proxy; nil when it has none.
    public func accessLog(of proxy: Proxy) -> AccessLog? {
        proxy.isStatistics ? nil : accessLog(proxy.log)
    }

    /// The access log of an SSL service that forwards to an endpoint; nil when it has none.
    ///
    /// Requests of a service that forwards to a proxy are in the log of the proxy.
    public func accessLog(of service: SSLService) -> AccessLog? {
        guard case .endpoint = service.backend else { return nil }
        return accessLog(service.log)
    }

    /// The targets of all access logs.
    public var accessLogTargets: Set<AccessLog.Target> {
        let logs = proxies.map(accessLog(of:)) + sslServices.map(accessLog(of:))
        return Set(logs.compactMap { $0?.target })
    }

    private func accessLog(_ choice: AccessLog.Choice) -> AccessLog? {
        switch choice {
        case .usual: haproxy.log
        case .off: nil
        case .on(let log): log
        }
    }
}
