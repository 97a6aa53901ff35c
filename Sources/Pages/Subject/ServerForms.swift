import Model

/// The forms that take a server in and out of service, and change its weight.
struct ServerForms: Sendable {
    private let server: ServerSummary
    private let service: String
    private let weight: Int?
    private let most: Int

    /// - Parameters:
    ///   - service: the name of its service or proxy.
    ///   - weight: that of the document; nil: unknown.
    ///   - most: the largest weight.
    init(_ server: ServerSummary, of service: String, _ weight: Int?, most: Int) {
        self.server = server
        self.service = service
        self.weight = weight
        self.most = most
    }

    /// The largest weight of a server of a proxy.
    static let mostOfProxy = 256
    /// The largest weight of a server of a service.
    static let mostOfService = 65535

    /// The form; empty for a server that is not in the document.
    ///
    /// The hidden button keeps the Enter key in a field from draining the server.
    var html: HTML {
        switch server.state {
        case .standsIn, .leaving: return ""
        case .down, .different, .unproven, .drain, .offline, .off, .up, .unchecked: break
        }
        return """
            <form class="actions" method="post" \
            action="\(path: "services", service, "servers", server.name)">\
            \(proof: .session)<button disabled hidden></button>
            <p><label for="why">Reason, for the history</label>
            <input id="why" name="message" maxlength="500" autocomplete="off"></p>
            <button name="to" value="drain" formnovalidate>Drain</button>
            <button name="to" value="offline" formnovalidate>Offline</button>
            <button name="to" value="online" formnovalidate>Online</button>
            <p><label for="weight">Weight</label>
            <input id="weight" name="weight" type="number" min="0" max="\(most)" \
            value="\(weight.map { "\($0)" } ?? "")" required></p>
            <button name="to" value="weight">Set the weight</button>
            </form>
            """
    }
}
