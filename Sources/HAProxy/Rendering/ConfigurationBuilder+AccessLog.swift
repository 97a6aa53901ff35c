import Model

extension ConfigurationBuilder {
    /// Adds the access log of a proxy.
    mutating func addAccessLog(of proxy: Proxy, at path: DocumentPath) {
        guard let log = spec.accessLog(of: proxy) else { return }
        add(log, proxy.mode, at: path.key("log"))
    }

    /// Adds the access log of an SSL service with a backend endpoint.
    mutating func addAccessLog(of service: SSLService, at path: DocumentPath) {
        guard let log = spec.accessLog(of: service) else { return }
        add(log, .http, at: path.key("log"))
    }

    /// Adds a log target that writes into the pipe inherited from the master.
    ///
    /// The `chroot` directory is empty, so it has no log socket; a pipe also keeps lines while its
    /// reader restarts.
    private mutating func add(_ log: AccessLog, _ mode: Proxy.Mode, at path: DocumentPath) {
        add(
            "log", .joined("fd@", .number(Int(WorkerSettings.logDescriptor))), "len",
            .number(AccessLogLine.longest), "format", "raw", "local0", "info", at: path)
        add("option", "dontlognull", at: path)
        if log.format == .json, mode == .http {
            for (name, length) in AccessLogLine.headers {
                add(
                    "capture", "request", "header", .text(name), "len", .number(length), at: path)
            }
        }
        add(
            "log-format",
            Word(stringLiteral: "\"\(AccessLogLine.format(of: log, in: mode))\""), at: path)
    }
}
