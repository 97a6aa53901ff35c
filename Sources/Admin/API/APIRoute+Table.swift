extension APIRoute {
    /// All requests that the API answers.
    ///
    /// **Shape:** one for each name, in its order.
    public static let all = APIRouteName.allCases.map { Self.route($0) }

    static func route(_ name: APIRouteName) -> APIRoute {
        switch name {
        case .getOpenAPI:
            get(name, "/openapi.json", nil, "This description of the API.", .openAPI)
        case .getStatus:
            get(name, "/status", .report, "The wanted state beside the real one.", .json(.status))
        case .getServices:
            get(name, "/services", .report, "The layer-4 services.", .json(.services))
        case .getService:
            get(name, "/services/{service}", .report, "All about a service.", .json(.explain))
        case .getServer:
            get(
                name, "/services/{service}/servers/{server}", .report,
                "All about a server of a service or a proxy.", .json(.explain))
        case .getProxies:
            get(name, "/proxies", .report, "The proxies.", .json(.proxies))
        case .getProxy:
            get(name, "/proxies/{proxy}", .report, "All about a proxy.", .json(.explain))
        case .explain:
            get(
                name, "/explain/{subject}", .report, "The reasons for the state of an object.",
                .json(.explain))
        case .explainPart:
            get(
                name, "/explain/{subject}/{part}", .report,
                "The reasons for the state of a server or a route.", .json(.explain))
        case .getPlan:
            get(name, "/plan", .report, "The steps that the host still lacks.", .json(.plan))
        case .getDocument:
            get(
                name, "/document", .configuration,
                "The document, with its digest in the header ETag.", .document)
        case .getEvents: events(name)
        case .followEvents: follow(name)
        case .getHistory:
            get(
                name, "/history", .report, "The documents that were in force, newest first.",
                .json(.history))
        case .getGeneration:
            get(
                name, "/history/{generation}", .configuration, "A document that was in force.",
                .document)
        case .getCertificates:
            get(
                name, "/certificates", .report, "The certificates of SSL services.",
                .json(.served))
        case .getPeers:
            get(name, "/peers", .report, "The nodes of the cluster.", .json(.peers))
        case .getMetrics:
            get(name, "/metrics", .report, "The metrics in Prometheus's text form.", .metrics)
        case .getSeries, .getSeriesTable, .getGraph, .getGraphPixels: series(name)
        case .getReport, .getReportTable: report(name)
        case .getConnections: connections
        case .planDocument, .putDocument, .validateDocument: document(name)
        case .rollBack, .confirm: change(name)
        case .drainServer, .onlineServer, .offlineServer, .weighServer: server(name)
        case .patchDocument, .checkService, .checkServer: edit(name)
        case .getFailover, .handOver, .standBy, .resume, .syncPeers: cluster(name)
        }
    }

    static func get(
        _ name: APIRouteName, _ path: String, _ group: AccountGroup?, _ summary: String,
        _ answer: Media
    ) -> APIRoute {
        APIRoute(
            name: name, method: "GET", path: path, group: group, summary: summary, answer: answer)
    }

    private static let after = APIParameter(
        name: "after", kind: .integer(0...Int(Int32.max)),
        meaning: "The number of the last known event. Default: 0, which shows all.")

    private static func events(_ name: APIRouteName) -> APIRoute {
        var route = get(name, "/events", .report, "The latest events.", .json(.eventList))
        route.query = [after]
        return route
    }

    private static func follow(_ name: APIRouteName) -> APIRoute {
        var route = get(
            name, "/events/stream", .report,
            "Server-sent events as they happen; the header Last-Event-ID resumes. It ends after 10 "
                + "minutes, and a client asks again.", .eventStream)
        route.query = [after]
        return route
    }

    private static let message = APIParameter(
        name: "message", kind: .text, meaning: "The reason of the edit, for the history.")

    /// Requests with a document.
    private static func document(_ name: APIRouteName) -> APIRoute {
        switch name {
        case .putDocument:
            APIRoute(
                name: name, method: "PUT", path: "/document", group: .configuration,
                summary:
                    "Replaces the document; If-Match has the ETag of the one that it replaces.",
                query: [
                    message,
                    APIParameter(
                        name: "confirm", kind: .integer(1...86_400),
                        meaning: "Undoes the edit unless it is confirmed within these seconds."),
                ], body: .document, answer: .json(.replacement), refusals: [409, 412, 422, 428])
        case .validateDocument:
            APIRoute(
                name: name, method: "POST", path: "/validate", group: .configuration,
                summary: "Checks a document, which is not written.",
                body: .document, answer: .json(.diagnostics))
        default:
            APIRoute(
                name: name, method: "POST", path: "/plan", group: .configuration,
                summary: "Plans for a document, which is not written.",
                body: .document, answer: .json(.plan), refusals: [422])
        }
    }

    private static func change(_ name: APIRouteName) -> APIRoute {
        switch name {
        case .rollBack:
            APIRoute(
                name: name, method: "POST", path: "/history/{generation}/rollback",
                group: .configuration,
                summary: "Writes a document that was in force back into the file.",
                body: .json(.reason, isOptional: true), answer: .json(.rollback),
                refusals: [409, 422])
        default:
            APIRoute(
                name: name, method: "POST", path: "/confirm", group: .configuration,
                summary: "Confirms an edit, which is undone otherwise.",
                answer: .json(.confirm), refusals: [409])
        }
    }

    /// Requests that change a server.
    private static func server(_ name: APIRouteName) -> APIRoute {
        let (word, summary) =
            switch name {
            case .drainServer:
                ("drain", "Stops new connections to a server; open ones continue.")
            case .offlineServer:
                ("offline", "Drains a server, then removes it from the table.")
            case .weighServer: ("weight", "Changes the share of a server.")
            default: ("online", "Returns a server to service at its previous weight.")
            }
        return APIRoute(
            name: name, method: "POST", path: "/services/{service}/servers/{server}/\(word)",
            group: .maintenance, summary: summary,
            body: word == "weight"
                ? .json(.weight, isOptional: false) : .json(.reason, isOptional: true),
            answer: .json(.edit), refusals: [409, 422])
    }
}
