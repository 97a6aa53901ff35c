import Admin
import Model

/// The document, as pages read and edit it.
///
/// The file itself is written by a request of the API alone.
public protocol PageDocumentSource: Sendable {
    /// Returns the file.
    ///
    /// **Errors:** 503: it can't be read.
    func document() async throws(APIRefusal) -> PageText
    /// Returns the findings on a text, its difference from the file, and its plan.
    ///
    /// **Errors:** 503: the file can't be read.
    func review(_ text: [UInt8]) async throws(APIRefusal) -> PageReview
    /// Returns the lines of the difference between a former text of the file and the present one;
    /// nil: the former one is not known any more.
    ///
    /// - Parameter digest: the SHA-256 of the former one, hexadecimal.
    func changes(since digest: String) async -> [String]?
    /// Returns the file after an edit, which is not written.
    ///
    /// **Errors:** 404: no such object; 409: the file has errors, or a form that can't be edited
    /// so; 422: a value is missing.
    func edited(_ edit: PageEdit, _ values: [String: String]) async throws(APIRefusal) -> PageText
    /// Returns the services and proxies of the document in force, in its order.
    func outline() async -> [PageOutline]
    /// Returns the edit that is undone unless it is confirmed; nil: none is.
    func confirmation() async -> PageConfirmation?
    /// Returns the reason why a connection proves nothing about the edit that waits for its
    /// confirmation; nil: it does, or none waits.
    ///
    /// - Parameter opened: the time at which the connection was opened.
    func objection(toConnection opened: Moment) async -> String?
    /// Returns the holding page of the document in force.
    func holdingPage() async -> PageHolding
    /// Imports the PEM text of a certificate authority for a certificate without a file of its own.
    ///
    /// - Returns: the result in a sentence.
    ///
    /// **Errors:** 404, 409: the document has no such certificate, or names its file; 422: it can't
    /// serve, or may not replace the present one; 503: it can't be written.
    func importCertificate(
        _ name: String, _ text: String, isForced: Bool
    ) async throws(APIRefusal) -> String
    /// Returns the request for the next certificate, with the present key and names, as PEM.
    ///
    /// **Errors:** 404, 409: the document has no such certificate, or names its file.
    func certificateRequest(_ name: String) async throws(APIRefusal) -> String
    /// The JSON Schema of documents.
    var schema: String { get }
}
