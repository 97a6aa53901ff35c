import Admin
import Model
import Series

extension AdminSite {
    /// Returns recorded values.
    ///
    /// **Errors:** 422: a server without its service; 404: no such subject, or nothing is recorded
    /// of it; 503: the program that reads and draws has failed.
    func recorded(_ call: APICall, _ form: SeriesQuery.Form) async throws -> APIAnswer {
        var query = SeriesQuery(name: call.parameters["name"], part: call.parameters["part"])
        guard query.name != nil || query.part == nil else {
            throw APIRefusal(422, "part needs the name of its service or proxy")
        }
        query.form = form
        query.range = SeriesRange(rawValue: call.text("range")) ?? query.range
        query.topic = SeriesTopic(rawValue: call.text("topic")) ?? query.topic
        query.look.theme = GraphLook.Theme(rawValue: call.text("theme")) ?? query.look.theme
        query.look.size = GraphLook.Size(rawValue: call.text("size")) ?? query.look.size
        guard let series else {
            throw APIRefusal(404, "the controller runs with --no-series and records nothing")
        }
        do {
            guard let body = try await series.answer(to: query) else {
                throw APIRefusal(
                    404, "there are no recorded values of \(query.subject.prefix(200))",
                    hint: "a new subject has some after 20 seconds; HAProxy counts no packets")
            }
            var answer = APIAnswer(.whole(body), type: form.type)
            // Pictures have styles of their own, and nothing else that a browser may load.
            answer.headers.append(
                (
                    "content-security-policy",
                    "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
                ))
            return answer
        } catch let failure as HostFailure {
            throw APIRefusal(503, "\(failure)")
        }
    }
}
