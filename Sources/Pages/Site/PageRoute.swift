import Admin

/// The path of a request, and the group that may make it.
struct PageRoute: Sendable {
    /// The name.
    let name: PageName
    /// The method.
    let method: String
    /// The path.
    let pattern: PathPattern
    /// The group that may open the page; nil: no sign-in is needed.
    let group: AccountGroup?
    /// The most bytes of the body; 0: it has none.
    let bodyLimit: Int

    /// The most bytes of a form.
    static let form = 64 << 10
    /// The most bytes of a form with the holding page.
    static let page = 512 << 10
    /// The most bytes of a form with a document.
    static let document = 16 << 20

    /// Creates a route.
    private init(
        _ name: PageName, _ method: String, _ path: String, _ group: AccountGroup?,
        bodyLimit: Int = 0
    ) {
        self.name = name
        self.method = method
        pattern = PathPattern(path)
        self.group = group
        self.bodyLimit = bodyLimit
    }

    /// All routes.
    ///
    /// **Shape:** one for each name, in its order.
    static let all = PageName.allCases.map { route($0) }

    private static let byName = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Returns the route of a request that was matched before.
    static func of(_ visit: PageVisit) -> PageRoute? {
        PageName(rawValue: visit.name).flatMap { byName[$0] }
    }

    private static func route(_ name: PageName) -> PageRoute {
        switch name {
        case .overview: view(name, "/")
        case .service: view(name, "/services/{service}")
        case .server: view(name, "/services/{service}/servers/{server}")
        case .changeServer: change(name, "/services/{service}/servers/{server}", .maintenance)
        case .reports: view(name, "/reports")
        case .connections: view(name, "/connections")
        case .logs: view(name, "/logs")
        case .node: view(name, "/node")
        case .power: change(name, "/node", .configuration)
        case .events: view(name, "/events")
        case .certificates: view(name, "/certificates")
        case .firewall: view(name, "/firewall")
        case .history: view(name, "/history")
        // The text of a document can have passwords.
        case .version: view(name, "/history/{generation}", .configuration)
        case .rollBack: change(name, "/history/{generation}", .configuration)
        case .audit: view(name, "/audit", .configuration)
        case .importCertificate:
            PageRoute(
                name, "POST", "/certificates/{certificate}", .configuration, bodyLimit: page)
        case .certificateRequest:
            view(name, "/certificates/{certificate}/request", .configuration)
        case .configuration: view(name, "/configuration")
        case .sendConfiguration:
            PageRoute(name, "POST", "/configuration", .configuration, bodyLimit: document)
        case .schema: view(name, "/configuration/schema.json")
        case .confirm: change(name, "/configuration/confirm", .configuration)
        case .preview: view(name, "/configuration/holding/preview")
        case .sendPreview:
            PageRoute(
                name, "POST", "/configuration/holding/preview", .configuration, bodyLimit: page)
        case .editForm: view(name, "/configuration/{form}", .configuration)
        case .sendEditForm:
            PageRoute(name, "POST", "/configuration/{form}", .configuration, bodyLimit: page)
        case .editorFile: PageRoute(name, "GET", "/static/codemirror/{file}", nil)
        case .signIn: PageRoute(name, "GET", "/sign-in", nil)
        case .sendSignIn: PageRoute(name, "POST", "/sign-in", nil, bodyLimit: form)
        case .signOut: PageRoute(name, "POST", "/sign-out", nil, bodyLimit: form)
        case .setUp: PageRoute(name, "GET", "/setup/{secret}", nil)
        case .sendSetUp: PageRoute(name, "POST", "/setup/{secret}", nil, bodyLimit: form)
        case .account: view(name, "/account")
        case .sendPassword: change(name, "/account", .report)
        case .live: view(name, "/live")
        case .file: PageRoute(name, "GET", "/static/{file}", nil)
        }
    }

    private static func view(
        _ name: PageName, _ path: String, _ group: AccountGroup = .report
    ) -> PageRoute {
        PageRoute(name, "GET", path, group)
    }

    private static func change(
        _ name: PageName, _ path: String, _ group: AccountGroup
    ) -> PageRoute {
        PageRoute(name, "POST", path, group, bodyLimit: form)
    }

    /// Returns the page of a request.
    ///
    /// **Errors:** 400, 404, 405.
    static func visit(_ method: String, _ target: String) throws(APIRefusal) -> PageVisit {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        guard path.hasPrefix("/") else { throw APIRefusal(400, "the address of the page is wrong") }
        var segments: [String] = []
        if path != "/" {
            for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            {
                guard let text = PathText.unescaped(String(segment)) else {
                    throw APIRefusal(400, "the address of the page has a wrong escape")
                }
                segments.append(PathName.name(text))
            }
        }
        var methods: Set<String> = []
        for route in all {
            guard let values = route.pattern.values(in: segments) else { continue }
            guard route.method == method else {
                methods.insert(route.method)
                continue
            }
            let query = try FormFields(parts.count > 1 ? String(parts[1]) : "").all
            return PageVisit(
                route.name.rawValue, method, target, parameters: values, query: query,
                bodyLimit: route.bodyLimit)
        }
        guard !methods.isEmpty else { throw APIRefusal(404, "there is no such page") }
        if methods.contains("GET") { methods.insert("HEAD") }
        let allowed = methods.sorted().joined(separator: ", ")
        throw APIRefusal(405, "this page has \(allowed), not \(method)").with("allow", allowed)
    }
}
