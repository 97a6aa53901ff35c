import Admin
import Model
import Series

/// The controller, as pages read it.
public protocol PageSource: PageDocumentSource {
    /// Returns the status with a line for each service.
    func brief() async -> BriefStatus
    /// Returns the explanation of a name, or of a name within it; nil: there is none.
    func subject(_ name: String, _ part: String?) async -> PageSubject?
    /// Returns the servers with these words in the name or the address, in the document's order.
    ///
    /// - Parameter limit: the most servers.
    func servers(with words: String, limit: Int) async -> [PagePlace]
    /// Returns the SSL services, in the document's order.
    func listeners() async -> [PageListener]
    /// Returns the events that are kept, newest last.
    func events() async -> [Event]
    /// Returns the certificates of SSL services, in the order of the document.
    func certificates() async -> [CertificateStatus]
    /// Returns the firewall of this node.
    func firewall() async -> PageFirewall
    /// Returns the decision about a packet, by the rules of the document.
    ///
    /// **Errors:** 422: the packet is malformed; 503: no document is in force.
    func trace(_ packet: PagePacket) async throws(APIRefusal) -> PageTrace
    /// Returns the documents that were in force, newest first.
    func history() async -> [PageVersion]
    /// Returns the lines of the difference between a document that was in force and the one before.
    ///
    /// **Errors:** 404: there is none, or it is damaged.
    func edit(of number: Int) async throws(APIRefusal) -> [String]
    /// Returns the lines of the difference of the file, if it gets the text of this document.
    ///
    /// **Errors:** 404: as above; 503: the file can't be read.
    func way(backTo number: Int) async throws(APIRefusal) -> [String]
    /// Returns the rates of new connections in the latest ten minutes by service and proxy, the
    /// oldest first; nil: none are recorded.
    func recentRates() async -> [String: [Float]]?
    /// Returns recorded values, up to some seconds old; nil: there are none.
    func recorded(_ series: PageSeries) async -> SeriesTable?
    /// Returns the traffic of all services and servers.
    func traffic() async -> TrafficReport
    /// Returns the present connections that a query has.
    func connections(_ query: ConnectionQuery) async -> ConnectionsAnswer
    /// Returns the end of the access logs that are on this node.
    func accessLog() async -> PageAccessLog
    /// Returns the state of this node.
    func nodeState() async -> PageNode
    /// Returns the packages with their newest versions.
    ///
    /// **Errors:** 503: the system does not know them.
    func packages() async throws(APIRefusal) -> [PagePackage]
    /// Restarts or halts the node.
    ///
    /// **Errors:** 403: the document forbids it; 503: the system refuses.
    func end(_ action: PagePower) async throws(APIRefusal)
    /// Whether values are recorded for graphs.
    var records: Bool { get }
    /// The name of this node.
    var node: String { get }
}
