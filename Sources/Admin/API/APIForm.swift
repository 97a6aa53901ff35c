/// A form of JSON that the API sends or receives; `schema/FORM.schema.json` has its schema.
public enum APIForm: String, Sendable, CaseIterable {
    /// The state of the host.
    case status
    /// The layer-4 services.
    case services
    /// The proxies.
    case proxies
    /// All about one object.
    case explain
    /// The steps to a document.
    case plan
    /// The latest events.
    case eventList
    /// The documents that were in force.
    case history
    /// The certificates of SSL services.
    case served
    /// The nodes of the cluster.
    case peers
    /// The recorded values of a subject.
    case series
    /// The traffic of services, proxies and servers.
    case report
    /// The present connections.
    case connections
    /// The findings on a document.
    case diagnostics
    /// The result of an edit of servers.
    case edit
    /// The result of a replacement of the document.
    case replacement
    /// The result of a rollback.
    case rollback
    /// The result of a confirmation.
    case confirm
    /// A refusal.
    case refusal
    /// The reason of a change, in a request.
    case reason
    /// A weight, in a request.
    case weight
    /// Changes of several servers, in a request.
    case serverEdits
    /// A handover, in a request.
    case handover
    /// A group of virtual addresses, in a request.
    case standby
    /// The checks of servers, made once.
    case checks
    /// The election of the node that has the virtual addresses.
    case election
    /// The result of a command about the election.
    case failover
    /// The result of a choice of one node's configuration for all nodes.
    case sync
}
