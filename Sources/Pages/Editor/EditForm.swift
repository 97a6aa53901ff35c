/// The form of a frequent edit.
struct EditForm: Sendable {
    /// The edit.
    let edit: PageEdit

    init(_ edit: PageEdit) {
        self.edit = edit
    }

    /// The title.
    var title: String {
        switch edit {
        case .service: "Add a service"
        case .server: "Add a server"
        case .certificate: "Add a certificate"
        case .change: "Change a server"
        case .remove: "Remove a server"
        case .holding: "Holding page"
        }
    }

    /// The fields, in their order.
    var fields: [EditField] {
        switch edit {
        case .service:
            [
                EditField(name: "name", label: "Name", kind: .text("web")),
                EditField(
                    name: "listen", label: "Address and port for clients",
                    kind: .text("10.0.0.100:80")),
                EditField(name: "layer", label: "Kind", kind: .choice(Self.layers)),
                EditField(name: "scheduler", label: "Scheduler", kind: .choice(Self.schedulers)),
                EditField(name: "forwarding", label: "Forwarding", kind: .choice(Self.methods)),
                EditField(name: "check", label: "Health check", kind: .choice(Self.checks)),
                EditField(name: "server", label: "Name of its first server", kind: .text("web1")),
                EditField(
                    name: "address", label: "Address of its first server",
                    kind: .text("10.0.0.11:80")),
            ]
        case .server:
            [
                Self.service,
                EditField(name: "name", label: "Name", kind: .text("web4")),
                EditField(
                    name: "address", label: "Address", kind: .text("10.0.0.14:80"),
                    help: "Without a port it has that of the service."),
                Self.weight,
            ]
        case .certificate:
            [
                EditField(name: "name", label: "Name", kind: .text("shop")),
                EditField(
                    name: "file", label: "PEM file with certificate, chain and key",
                    kind: .text("certs/shop.pem"), isRequired: false,
                    help: "Without one it is self-signed until one is imported."),
            ]
        case .change:
            [
                Self.service, Self.server,
                EditField(
                    name: "address", label: "Address", kind: .text("10.0.0.14:80"),
                    isRequired: false, help: "Empty: it stays. The port is part of it."),
                Self.weight,
            ]
        case .remove: [Self.service, Self.server]
        case .holding: [EditField(name: "html", label: "HTML", kind: .lines)]
        }
    }

    private static let service = EditField(
        name: "service", label: "Service or proxy", kind: .service)
    private static let server = EditField(name: "server", label: "Server", kind: .server)
    private static let weight = EditField(
        name: "weight", label: "Weight", kind: .number(0...65535), isRequired: false,
        help: "Its share of new connections. Empty: it is not written.")

    private static let layers = [
        EditField.Choice("tcp", "layer 4, TCP"), EditField.Choice("udp", "layer 4, UDP"),
        EditField.Choice("http", "proxy, HTTP"), EditField.Choice("proxy", "proxy, TCP"),
    ]
    private static let schedulers = [
        EditField.Choice("", "the usual one"), EditField.Choice("wrr", "wrr"),
        EditField.Choice("wlc", "wlc"), EditField.Choice("lc", "lc"),
        EditField.Choice("sh", "sh"), EditField.Choice("mh", "mh"),
    ]
    private static let methods = [
        EditField.Choice("", "the usual one"), EditField.Choice("gate", "gate: direct routing"),
        EditField.Choice("masq", "masq: NAT"), EditField.Choice("ipip", "ipip: tunnel"),
    ]
    private static let checks = [
        EditField.Choice("connect", "a connection"), EditField.Choice("http", "HTTP, GET /"),
        EditField.Choice("none", "none"),
    ]
}
