import Document
import Model
import Planning

extension Spec {
    /// Returns an edit with the parts of an earlier document by which an edit can shut an
    /// administrator out, if they fit; else without its firewall.
    ///
    /// - Parameters:
    ///   - earlier: a document that this version rejects; nil: there is none, or it is malformed.
    ///   - path: the path of the document.
    func undone(to earlier: Spec?, beside path: String) -> Spec {
        var open = self
        open.firewall = nil
        guard let earlier else { return open }
        var spec = self
        spec.firewall = earlier.firewall
        spec.cluster?.nodes = earlier.cluster?.nodes ?? cluster?.nodes ?? []
        spec.virtualAddresses = earlier.virtualAddresses
        spec.haproxy.statistics = earlier.haproxy.statistics
        spec.haproxy.page = earlier.haproxy.page
        spec.admin = earlier.admin
        spec.placeBlocklists(beside: path)
        return validate(spec).contains { $0.severity == .error } ? open : spec
    }
}

extension DocumentReading {
    /// The first reason for which the document is rejected.
    var rejection: String {
        diagnostics.first { $0.severity == .error }?.message ?? "it is not good"
    }
}
