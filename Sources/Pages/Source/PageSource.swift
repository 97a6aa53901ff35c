import Admin
import Model

/// The controller, as pages read it.
public protocol PageSource: Sendable {
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
    /// The name of this node.
    var node: String { get }
}
