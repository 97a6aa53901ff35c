import Model

extension ProxyCheckStatus {
    /// In one line, without what HAProxy repeats.
    public var description: String {
        var text = text ?? status
        if self.text != nil { text += " (\(status))" }
        if let code, !text.contains("\(code)") { text += ", code \(code)" }
        return text
    }

    /// The same, with the statuses that are expected where another one was seen.
    ///
    /// HAProxy gives the answer's own reason phrase as the cause, such as `OK`.
    ///
    /// - Parameter statuses: the expected ones, which are asked for in this case only.
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
    /// The statuses that HAProxy expects of its servers; nil: any, or it does not ask for one.
    var expectedStatuses: [StatusRange]? {
        guard !isCheckedByBallast, case .http(let request, _) = ProxyCheck(of: self) else {
            return nil
        }
        return request.status
    }
}

extension Spec {
    /// The statuses that HAProxy expects of a server; nil: any, or it does not ask for one.
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
