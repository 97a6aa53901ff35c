import Admin
import Document
import Pages
import Replication

extension ControllerPages {
    func edited(
        _ edit: PageEdit, _ values: [String: String]
    ) async throws(APIRefusal) -> PageText {
        let fields = EditValues(values)
        let before = try await desk.text()
        var text = before
        for part in try Self.parts(of: edit, fields) {
            do throws(PartEditFailure) {
                text = try Document.edited(text, by: part).get()
            } catch {
                throw APIRefusal(error)
            }
        }
        if edit == .change, let weight = try fields.number("weight") {
            text = try Self.weighed(
                text, service: try fields.text("service"), server: try fields.text("server"),
                weight)
        }
        return PageText(path: desk.path, bytes: text, digest: Digest(of: before).hex)
    }

    private static func parts(
        of edit: PageEdit, _ fields: EditValues
    ) throws(APIRefusal) -> [PartEdit] {
        switch edit {
        case .service: return [try service(fields)]
        case .server:
            let part = NewPart([
                ("name", .text(try fields.text("name"))),
                ("address", .text(try fields.text("address"))),
                ("weight", try fields.number("weight").map { .integer($0) }),
            ])
            return [.add(part, to: .servers(of: try fields.text("service")))]
        case .certificate:
            let part = NewPart([
                ("name", .text(try fields.text("name"))),
                ("file", fields.optional("file").map { .text($0) }),
            ])
            return [.add(part, to: .certificates)]
        case .change:
            let (service, server) = (try fields.text("service"), try fields.text("server"))
            guard let address = fields.optional("address") else {
                guard try fields.number("weight") != nil else {
                    throw APIRefusal(422, "the form has neither an address nor a weight")
                }
                return []
            }
            return [.move(service: service, server: server, address: address)]
        case .remove:
            return [
                .remove(service: try fields.text("service"), server: try fields.text("server"))
            ]
        case .holding:
            let html = try fields.text("html").replacing("\r\n", with: "\n")
            return [.holdingPage(html: html.hasSuffix("\n") ? html : html + "\n")]
        }
    }

    /// Returns the addition of a service or proxy with its first server.
    private static func service(_ fields: EditValues) throws(APIRefusal) -> PartEdit {
        let layer = try fields.text("layer")
        let isProxy = layer == "http" || layer == "proxy"
        let server = NewPart([
            ("name", .text(try fields.text("server"))),
            ("address", .text(try fields.text("address"))),
        ])
        let isHTTP = fields.optional("check") == "http"
        let http = NewPart([
            ("type", .text("negotiate")), ("service", .text("http")), ("request", .text("/")),
        ])
        let check = isHTTP ? http : NewPart([("type", .text("connect"))])
        let part = NewPart([
            ("name", .text(try fields.text("name"))),
            ("listen", .text(try fields.text("listen"))),
            ("protocol", layer == "udp" ? .text("udp") : nil),
            ("mode", layer == "proxy" ? .text("tcp") : nil),
            ("scheduler", isProxy ? nil : fields.optional("scheduler").map { .text($0) }),
            ("forwarding", isProxy ? nil : fields.optional("forwarding").map { .text($0) }),
            ("check", ["connect", "http"].contains(try fields.text("check")) ? .part(check) : nil),
            ("servers", .parts([server])),
        ])
        return .add(part, to: isProxy ? .proxies : .services)
    }

    private static func weighed(
        _ text: [UInt8], service: String, server: String, _ weight: Int
    ) throws(APIRefusal) -> [UInt8] {
        let edit = DocumentEdit.weight(service: service, server: server, weight)
        do throws(EditFailure) {
            return try Document.edited(text, by: edit).get().bytes
        } catch {
            throw APIRefusal(error)
        }
    }
}

extension APIRefusal {
    /// Creates the refusal of an edit of a list.
    fileprivate init(_ failure: PartEditFailure) {
        switch failure {
        case .invalidDocument(let diagnostics): self.init(409, of: diagnostics)
        case .unknown: self.init(404, "\(failure)")
        case .notEditable: self.init(409, "\(failure)")
        }
    }
}
