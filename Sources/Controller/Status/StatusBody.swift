import Addresses
import FoundationEssentials
import Model
import NIOCore
import Reconciliation

/// The JSON of a status, encoded service by service, so that only the text is in memory as a whole.
struct StatusBody {
    private let encoder = JSONEncoder()
    private var services = ByteBuffer()
    private var count = 0
    /// The first failure; nil: there is none.
    private var failure: (any Error)?

    init() {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// Adds a service.
    mutating func add(_ service: ServiceStatus) {
        guard failure == nil else { return }
        do {
            if count > 0 { services.writeString(",") }
            services.writeBytes(try encoder.encode(service))
            count += 1
        } catch {
            failure = error
        }
    }

    /// Returns the text of the services alone.
    ///
    /// **Errors:** a value that JSON can't have.
    consuming func list() throws -> ByteBuffer {
        if let failure { throw failure }
        return ServicesBody.text(of: services)
    }

    /// Returns the whole text.
    ///
    /// - Parameter status: the status without its services.
    ///
    /// **Errors:** a value that JSON can't have.
    consuming func body(around status: Status) throws -> ByteBuffer {
        if let failure { throw failure }
        // A service that no document can have holds the position of all services.
        let placeholder = ServiceStatus(
            name: "\u{0}", key: .mark(0, .ipv4), want: nil, got: nil, servers: [],
            counters: TrafficCounters())
        var status = status
        status.services = [placeholder]
        let text = Array(try encoder.encode(status))
        guard let place = text.firstRange(of: Array(try encoder.encode(placeholder))) else {
            throw EncodingError.invalidValue(
                status, .init(codingPath: [], debugDescription: "the services have no place"))
        }
        var body = ByteBuffer()
        body.reserveCapacity(text.count + services.readableBytes)
        body.writeBytes(text[..<place.lowerBound])
        body.writeBuffer(&services)
        body.writeBytes(text[place.upperBound...])
        body.writeString("\n")
        return body
    }
}
