import Model

/// The forms that take a server in and out of service, and change its weight.
struct ServerForms: Sendable {
    private let server: ServerSummary
    private let service: String
    private let weight: Int?

    /// - Parameters:
    ///   - service: the name of its service or proxy.
    ///   - weight: that of the document; nil: unknown.
    init(_ server: ServerSummary, of service: String, _ weight: Int?) {
        self.server = server
        self.service = service
        self.weight = weight
    }

    /// The forms; empty for a server that is not in the document.
    ///
    /// The hidden button keeps the Enter key in the reason from draining the server.
    var html: HTML {
        switch server.state {
        case .standsIn, .leaving: return ""
        case .down, .different, .unproven, .drain, .offline, .off, .up, .unchecked: break
        }
        return """
            <div class="actions">
            <form action="\(path: "services", service, "servers", server.name)" method="post">\
            \(proof: .session)<button disabled hidden></button>
            <p><label for="why">Reason, for the history</label>
            <input id="why" name="message" maxlength="500" autocomplete="off"></p>
            <button name="to" value="drain">Drain</button>
            <button name="to" value="offline">Offline</button>
            <button name="to" value="online">Online</button>
            </form>
            <form action="\(path: "services", service, "servers", server.name)" method="post">\
            \(proof: .session)
            <p><label for="weight">Weight</label>
            <input id="weight" name="weight" type="number" min="0" max="65535" \
            value="\(weight.map { "\($0)" } ?? "")" required></p>
            <button name="to" value="weight">Set the weight</button>
            </form>
            </div>
            """
    }
}
