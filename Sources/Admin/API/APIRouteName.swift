/// The name of a request that the API answers: the `operationId` of the OpenAPI document.
public enum APIRouteName: String, Sendable, CaseIterable {
    /// The OpenAPI document.
    case getOpenAPI
    /// The state of the host.
    case getStatus
    /// The layer-4 services.
    case getServices
    /// A service.
    case getService
    /// A server of a service or proxy.
    case getServer
    /// The proxies.
    case getProxies
    /// A proxy.
    case getProxy
    /// All about a name or an address.
    case explain
    /// All about a name within another.
    case explainPart
    /// The steps that the host lacks.
    case getPlan
    /// The steps to another document.
    case planDocument
    /// The document.
    case getDocument
    /// Another document.
    case putDocument
    /// The findings on a document.
    case validateDocument
    /// The latest events.
    case getEvents
    /// Events as they happen.
    case followEvents
    /// The documents that were in force.
    case getHistory
    /// A document that was in force.
    case getGeneration
    /// The return to a document that was in force.
    case rollBack
    /// The confirmation of an edit.
    case confirm
    /// The certificates of SSL services.
    case getCertificates
    /// The nodes of the cluster.
    case getPeers
    /// The metrics.
    case getMetrics
    /// Recorded values.
    case getSeries
    /// Recorded values as comma-separated ones.
    case getSeriesTable
    /// A graph that scales.
    case getGraph
    /// A graph of pixels.
    case getGraphPixels
    /// The traffic of services, proxies and servers.
    case getReport
    /// The same as comma-separated values.
    case getReportTable
    /// The present connections.
    case getConnections
    /// No new connections to a server.
    case drainServer
    /// A server in service.
    case onlineServer
    /// A server out of service.
    case offlineServer
    /// The share of a server.
    case weighServer
    /// Changes of several servers in one edit.
    case patchDocument
    /// The check of each server of a service, once.
    case checkService
    /// The check of a server, once.
    case checkServer
    /// The election of the node that has the virtual addresses.
    case getFailover
    /// The virtual addresses on another node.
    case handOver
    /// This node in standby.
    case standBy
    /// The end of standby.
    case resume
    /// The configuration of one node on all nodes.
    case syncPeers

    /// Returns the parameter of a path with this name.
    static func pathParameter(_ name: String) -> APIParameter {
        switch name {
        case "generation":
            APIParameter(
                name: name, kind: .integer(1...999_999_999),
                meaning: "The number of a document, as in the history.")
        case "subject":
            APIParameter(
                name: name, kind: .text, meaning: "A name, an address, or an address with a port.")
        default:
            APIParameter(name: name, kind: .text, meaning: "The name of the \(name).")
        }
    }
}
