extension APIRoute {
    /// Requests about several servers, or about checks.
    static func edit(_ name: APIRouteName) -> APIRoute {
        switch name {
        case .patchDocument:
            APIRoute(
                name: name, method: "PATCH", path: "/document", group: .maintenance,
                summary: "Changes states and weights of servers in one edit of the text; all other "
                    + "bytes stay. If-Match has the ETag of the document, which is also the digest "
                    + "of the current generation of the history.",
                body: .json(.serverEdits, isOptional: false), answer: .json(.edit),
                refusals: [404, 409, 412, 422, 428])
        case .checkService:
            check(name, "/services/{service}/check", "Checks all servers of a service once.")
        default:
            check(
                name, "/services/{service}/servers/{server}/check",
                "Checks a server of a service or a proxy once.")
        }
    }

    private static func check(
        _ name: APIRouteName, _ path: String, _ summary: String
    ) -> APIRoute {
        APIRoute(
            name: name, method: "POST", path: path, group: .maintenance, summary: summary,
            answer: .json(.checks))
    }

    /// Requests about the nodes.
    static func cluster(_ name: APIRouteName) -> APIRoute {
        switch name {
        case .getFailover:
            get(
                name, "/failover", .report,
                "The election of the node that has the virtual addresses.", .json(.election))
        case .handOver:
            command(
                name, "/failover/handover", "Hands the virtual addresses over to another node.",
                .json(.handover, isOptional: true))
        case .standBy:
            command(
                name, "/failover/standby",
                "Puts this node in standby: other nodes have the virtual addresses.",
                .json(.standby, isOptional: true))
        case .resume:
            command(
                name, "/failover/resume", "Ends standby of this node, or a handover.",
                .json(.standby, isOptional: true))
        default:
            APIRoute(
                name: name, method: "POST", path: "/peers/{node}/sync", group: .configuration,
                summary: "Gives all nodes the document and the files of one node.",
                body: .json(.reason, isOptional: true), answer: .json(.sync), refusals: [409])
        }
    }

    private static func command(
        _ name: APIRouteName, _ path: String, _ summary: String, _ body: Body
    ) -> APIRoute {
        APIRoute(
            name: name, method: "POST", path: path, group: .configuration, summary: summary,
            body: body, answer: .json(.failover), refusals: [409])
    }
}
