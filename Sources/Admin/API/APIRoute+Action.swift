extension APIRoute {
    /// Whether the request changes the document or the state of the controller.
    var isChange: Bool { action != nil }

    /// The verb of the audit log; nil: the request changes nothing.
    private var action: String? {
        switch name {
        case .drainServer: "drain"
        case .onlineServer: "online"
        case .offlineServer: "offline"
        case .weighServer: "weight"
        case .putDocument: "replace the document"
        case .rollBack: "roll back to generation"
        case .confirm: "confirm"
        case .patchDocument: "edit servers"
        case .checkService, .checkServer: "check"
        case .handOver: "hand the addresses over"
        case .standBy: "put this node in standby"
        case .resume: "end standby of this node"
        case .syncPeers: "give all nodes the configuration of"
        case .getOpenAPI, .getStatus, .getServices, .getService, .getServer, .getProxies,
            .getProxy, .explain, .explainPart, .getPlan, .planDocument, .getDocument,
            .validateDocument, .getEvents, .followEvents, .getHistory, .getGeneration,
            .getCertificates, .getPeers, .getMetrics, .getSeries, .getSeriesTable, .getGraph,
            .getGraphPixels, .getReport, .getReportTable, .getConnections,
            .getFailover:
            nil
        }
    }

    /// Returns the request as the audit log has it: "drain web/web2"; nil: it changes nothing.
    func words(_ parameters: [String: String]) -> String? {
        guard let action else { return nil }
        let server = parameters["service"].map { service in
            parameters["server"].map { "\(service)/\($0)" } ?? service
        }
        let object = server ?? parameters["generation"] ?? parameters["node"]
        return [action, object].compactMap(\.self).joined(separator: " ")
    }
}
