import Model
import NIOCore

/// The JSON of the layer-4 services, encoded service by service.
package enum ServicesBody {
    /// The path of the request.
    static let path = "/services"

    /// Returns the text around encoded services.
    ///
    /// - Parameter services: the elements of the list, with commas between them.
    static func text(of services: ByteBuffer) -> ByteBuffer {
        var services = services
        var body = ByteBuffer()
        body.reserveCapacity(services.readableBytes + 32)
        body.writeString("{\"services\":[")
        body.writeBuffer(&services)
        body.writeString("],\"version\":1}\n")
        return body
    }

    /// The form of the answer.
    package static let shape = RecordShape(
        "services", "The answer of the API to a request for the layer-4 services.",
        [
            .version(1),
            .required(
                "services", .list(.record(ServiceStatus.shape)),
                "The services of the document in its order, then those that leave."),
        ])
}
