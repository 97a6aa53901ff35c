import Model

extension ProxyCheckStatus {
    /// The status in one line, without HAProxy's repetitions.
    public var description: String {
        var text = text ?? status
        if self.text != nil { text += " (\(status))" }
        if let code, !text.contains("\(code)") { text += ", code \(code)" }
        return text
    }

    /// Returns a copy that names the expected statuses after a different one.
    ///
    /// HAProxy's text is the reason phrase of the answer, such as `OK`.
    ///
    /// - Parameter statuses: the expected statuses, evaluated only in this case.
    public func expecting(
        _ statuses: @autoclosure () -> [StatusRange]?
    ) -> ProxyCheckStatus {
        guard status == "L7STS", let code, let statuses = statuses(),
            !statuses.contains(where: { $0.bounds.contains(code) })
        else { return self }
        var check = self
        let list = statuses.map(\.description).joined(separator: ", ")
        let phrase = text.map { $0.contains("\(code)") ? "" : " \($0)" } ?? ""
        check.text = "expected status \(list), saw \(code)\(phrase)"
        return check
    }
}

extension Proxy {
    /// The statuses that HAProxy expects of the servers; nil: any, or no status is checked.
    var expectedStatuses: [StatusRange]? {
        guard !isCheckedByBallast, case .http(let request, _) = ProxyCheck(of: self) else {
            return nil
        }
        return request.status
    }
}

extension Spec {
    /// Returns the statuses that HAProxy expects of a server; nil: any, or no status is checked.
    public func statusesExpected(at place: ServerPlace) -> [StatusRange]? {
        let name = BackendName(place.backend)
        guard let proxy = proxies.first(where: { $0.name == name.owner }),
            !proxy.isCheckedByBallast
        else { return nil }
        let route = proxy.routes.enumerated().first { position, route in
            Word.route(route, at: position, of: proxy.name).text == place.backend
        }
        return (route.map { proxy.part(for: $0.element) } ?? proxy).expectedStatuses
    }
}
