import Addresses
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The body of a request or an answer, as JSON.
protocol PeerBody: Codable, Sendable {
    /// Whether the values are within their limits.
    var isPlausible: Bool { get }
}

extension PeerBody {
    /// Decodes a body.
    ///
    /// **Errors:** `PeerRefusal`: it is no JSON of this form, or a value is beyond its limit.
    init(_ bytes: ByteBuffer) throws(PeerRefusal) {
        let decoded: Self
        do {
            decoded = try JSONDecoder().decode(Self.self, from: Data(bytes.readableBytesView))
        } catch {
            throw PeerRefusal(.badRequest, "the body is not the JSON of this path")
        }
        guard decoded.isPlausible else {
            throw PeerRefusal(.badRequest, "a value of the body is beyond its limit")
        }
        self = decoded
    }

    /// Encodes the body.
    func encoded() throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ByteBuffer(bytes: try encoder.encode(self))
    }
}

extension PeerHello: PeerBody {
    /// Whether the names are names, and the version is short.
    var isPlausible: Bool {
        (cluster.isEmpty || NodeName.isValid(cluster)) && NodeName.isValid(node)
            && NodeName.isValid(program) && (1...1_000_000).contains(format)
    }
}

extension PeerReport: PeerBody {
    /// Whether the texts are within their limits and printable.
    var isPlausible: Bool {
        files.count <= Self.fileLimit
            && files.allSatisfy { PeerText.isLine($0, limit: ManifestLimits.path) }
            && refusal.map { PeerText.isText($0, limit: Self.refusalLimit) } ?? true
    }
}

extension JoinRequest: PeerBody {
    /// Whether the name is a name, and the address is one.
    var isPlausible: Bool {
        NodeName.isValid(name) && address.map { $0.utf8.count <= 64 && Self.isPlace($0) } ?? true
    }

    private static func isPlace(_ text: String) -> Bool {
        IPAddress(text) != nil || Endpoint(text) != nil
    }
}

extension JoinReply: PeerBody {
    /// Whether the name is a name.
    var isPlausible: Bool { NodeName.isValid(node) }
}
