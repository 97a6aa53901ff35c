import Model
import NIOCore

/// A request of a browser, ready to be answered.
public struct PageCall: Sendable {
    /// The request.
    public let visit: PageVisit
    /// The headers.
    public let headers: APIHeaders
    /// The body.
    public let body: ByteBuffer
    /// The client; nil: the page needs no sign-in.
    public let principal: Principal?
    /// The address of the client, as text.
    public let address: String
    /// The time at which the connection was opened.
    public let opened: Moment

    /// Creates a request.
    public init(
        _ visit: PageVisit, _ headers: APIHeaders = APIHeaders(), body: ByteBuffer = ByteBuffer(),
        principal: Principal? = nil, from address: String, opened: Moment = Moment()
    ) {
        self.visit = visit
        self.headers = headers
        self.body = body
        self.principal = principal
        self.address = address
        self.opened = opened
    }
}
