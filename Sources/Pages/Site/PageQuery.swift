import Admin
import Model

/// The fields of the query that each page has.
enum PageQuery {
    /// Returns the path of a page with the fields that it has, in one order.
    static func target(of visit: PageVisit) -> String {
        let path = visit.target.prefix { $0 != "?" }
        let fields = fields(of: visit)
        guard !fields.isEmpty else { return String(path) }
        return path + "?"
            + fields.map { "\($0.name)=\(PathText.escaped($0.value))" }.joined(separator: "&")
    }

    private static func fields(of visit: PageVisit) -> [(name: String, value: String)] {
        names(of: visit).compactMap { name in
            guard let value = visit.query[name], !value.isEmpty else { return nil }
            return (name, value)
        }
    }

    private static func names(of visit: PageVisit) -> [String] {
        switch PageName(rawValue: visit.name) {
        case .overview: ["find", "page"]
        case .events: ["find", "kind"]
        case .firewall: ["from", "protocol", "to"]
        case .audit: ["find"]
        case .service, .server: ["range"]
        case .node: ["packages", "range"]
        case .reports: ["find", "layer", "level", "order", "page", "sort", "view"]
        case .connections: ConnectionQuery.names
        case .logs: ["find", "follow", "preset"]
        case nil, .changeServer, .certificates, .importCertificate, .certificateRequest, .history,
            .version, .rollBack, .configuration, .sendConfiguration, .schema, .confirm, .preview,
            .sendPreview, .editForm, .sendEditForm, .editorFile, .power, .signIn, .sendSignIn,
            .signOut, .setUp, .sendSetUp, .account, .sendPassword, .live,
            .file:
            []
        }
    }
}
