"""The pages in Chromium: each case is a function; `run` starts this."""

import argparse
import os
import subprocess
import sys
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from site_of_pages import Site

PASSWORD = "correct horse battery"
# Each page with its name, for accessibility and screenshots.
PAGES = {
    "overview": "/",
    "overview-find": "/?find=wiki",
    "service": "/services/wiki",
    "server": "/services/shop/servers/app1",
    "server-down": "/services/search/servers/search1",
    "service-week": "/services/shop?range=week",
    "reports": "/reports",
    "reports-quantity": "/reports?view=quantity&sort=connections",
    "connections": "/connections",
    "connections-filter": "/connections?service=shop&names=1",
    "logs": "/logs",
    "logs-access": "/logs?preset=access",
    "node": "/node",
    "node-packages": "/node?packages=1",
    "events": "/events",
    "events-checks": "/events?kind=checks",
    "certificates": "/certificates",
    "firewall": "/firewall?from=198.51.100.7&to=127.0.0.1:80&protocol=tcp",
    "history": "/history",
    "version": "/history/1",
    "audit": "/audit",
    "configuration": "/configuration",
    "configuration-service": "/configuration/service",
    "configuration-server": "/configuration/server?service=shop",
    "configuration-change": "/configuration/change?service=shop&server=app1",
    "configuration-holding": "/configuration/holding",
    "account": "/account",
    "not-found": "/services/none",
}


class Suite:
    """One browser, one controller."""

    def __init__(self, site, browser):
        self.site = site
        self.browser = browser
        self.context = self.new_context()
        self.page = self.context.new_page()

    def new_context(self, **options):
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = self.browser.new_context(
            base_url=self.site.address, ignore_https_errors=True, **options)
        context.set_default_timeout(15_000)
        return context

    def sign_in(self, page, name):
        page.goto("/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/")

    # The cases, in their order.

    def the_setup_link_makes_the_first_account(self):
        page = self.page
        page.goto(self.site.setup_link())
        page.fill("#name", "anna")
        page.fill("#new", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/")
        assert page.locator(".user a").inner_text() == "anna"
        self.site.add_account("mia", "maint", PASSWORD)
        self.site.add_account("rob", "report", PASSWORD)
        cookies = {cookie["name"]: cookie for cookie in self.context.cookies()}
        session = cookies["__Host-ballast"]
        assert session["secure"] and session["httpOnly"] and session["sameSite"] == "Strict"
        assert page.evaluate("document.cookie") == ""

    def the_overview_has_problems_first(self):
        page = self.page
        page.goto("/")
        page.wait_for_function(
            "document.querySelector('.services tbody tr')?.dataset.state === 'bad'")
        page.goto("/")
        names = page.locator(".services tbody th").all_inner_texts()
        assert names == ["search", "wiki", "shop", "mail"], names
        assert page.locator(".strip").get_attribute("data-state") == "bad"

    def a_drain_by_hand_is_in_the_document_and_is_seen(self):
        page = self.page
        other = self.context.new_page()
        other.goto("/services/shop")
        page.goto("/services/shop/servers/app1")
        page.fill("#why", "ticket 4711")
        page.press("#why", "Enter")
        assert "drain" not in self.site.text()
        page.click("button:text-is('Drain')")
        page.wait_for_url("**/app1?done=drain")
        assert "drains the server" in page.locator(".notice").inner_text()
        assert "weight: 7, state: drain}  # the old one" in self.site.text()
        # The other page changes in place, without a reload.
        row = other.locator("tr", has_text="app1")
        row.locator("b", has_text="drain").wait_for()
        assert row.get_attribute("data-state") == "off"
        page.goto("/services/shop")
        page.click("button:has-text('Online')")
        page.wait_for_url("**/shop?done=online")
        assert "state: drain" not in self.site.text()
        other.close()

    def a_weight_is_changed_and_a_wrong_one_refused(self):
        page = self.page
        page.goto("/services/shop/servers/app2")
        page.fill("#weight", "9")
        page.click("button:text-is('Set the weight')")
        page.wait_for_url("**/app2?done=weight")
        assert "weight: 9" in self.site.text()
        page.goto("/services/shop/servers/app2")
        page.fill("#weight", "999")
        assert not page.locator("#weight").evaluate("field => field.checkValidity()")
        page.locator("#weight").evaluate("field => field.removeAttribute('max')")
        page.click("button:text-is('Set the weight')")
        page.wait_for_selector(".problem")
        assert page.locator("#weight").count() == 1
        assert "weight: 999" not in self.site.text()

    def eight_pages_load_because_hidden_ones_have_no_stream(self):
        pages = []
        for _ in range(8):
            page = self.context.new_page()
            page.goto("/services/shop", timeout=10000)
            page.evaluate(
                "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
                "document.dispatchEvent(new Event('visibilitychange'))")
            pages.append(page)
        for page in pages:
            page.close()

    def groups_see_their_own_forms_alone(self):
        for name, count in [("rob", 0), ("mia", 1)]:
            context = self.new_context()
            page = context.new_page()
            self.sign_in(page, name)
            page.goto("/services/shop/servers/app1")
            assert page.locator("button:text-is('Offline')").count() == count, name
            context.close()

    def the_find_key_finds(self):
        page = self.page
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type("wiki")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?find=wiki")
        assert page.locator(".services tbody tr").count() == 1

    def graphs_are_drawn_light_and_dark(self):
        # The first samples are recorded after 20 seconds.
        page = self.page
        end = 12
        while True:
            page.goto("/services/shop")
            if page.locator(".graphs img").count() or end == 0:
                break
            end -= 1
            page.wait_for_timeout(3000)
        for scheme in ["light", "dark"]:
            page.emulate_media(color_scheme=scheme)
            page.goto("/services/shop?range=day#graphs")
            for picture in page.locator(".graphs img").all():
                picture.scroll_into_view_if_needed()
                page.wait_for_function(
                    "element => element.complete && element.naturalWidth > 400",
                    arg=picture.element_handle())
                assert f"theme={scheme}" in picture.evaluate("element => element.currentSrc")
                assert "average" in picture.get_attribute("alt")
        page.emulate_media(color_scheme="light")
        page.click("nav[aria-label='Time of the graphs'] a:text-is('year')")
        page.wait_for_url("**/shop?range=year*")
        page.goto("/")
        assert page.locator(".services .spark").count() == 4

    def reports_sort_filter_and_export_without_a_script(self):
        context = self.new_context(java_script_enabled=False)
        page = context.new_page()
        self.sign_in(page, "rob")
        page.goto("/reports")
        page.fill("#words", "shop")
        page.select_option("#level", "servers")
        page.click("main button")
        assert page.locator(".report tbody tr").count() == 2
        page.click("th a:text-is('Active')")
        assert page.locator("th[aria-sort=descending]").inner_text().startswith("Active")
        with page.expect_download() as download:
            page.click("a:text-is('CSV')")
        assert "shop,app1,haproxy," in open(download.value.path()).read()
        context.close()

    def connections_are_listed_with_their_server(self):
        clients = self.site.open_connections("shop", 3)
        try:
            page = self.page
            for _ in range(20):
                page.goto("/connections?service=shop")
                if page.locator(".report tbody tr").count() >= 3:
                    break
                page.wait_for_timeout(500)
            assert page.locator(".report tbody tr").count() >= 3
            assert "shop/app" in page.locator(".report tbody").inner_text()
            assert page.locator(".report tbody").inner_text().count("127.0.0.1:") >= 3
            page.fill("#client", "10.9.8.0/24")
            page.click("main button")
            assert page.locator(".report tbody tr").count() == 0
            page.fill("#client", "nonsense")
            page.click("main button")
            assert "is no client" in page.locator(".problem").inner_text()
        finally:
            for client in clients:
                client.close()

    def logs_have_presets_and_rights(self):
        page = self.page
        page.goto("/logs?preset=administration")
        assert "drain shop/app1" in page.locator(".events").inner_text()
        self.site.request("wiki")
        for _ in range(30):
            page.goto("/logs?preset=access")
            if page.locator(".events li").count():
                break
            page.wait_for_timeout(500)
        assert "GET /here" in page.locator(".events").inner_text()
        page.click("a:text-is('Follow')")
        page.wait_for_url("**/logs?preset=access&follow=1")
        assert page.locator("meta[http-equiv=refresh]").count() == 1
        page.click("a:text-is('Stop')")
        context = self.new_context()
        other = context.new_page()
        self.sign_in(other, "rob")
        other.goto("/logs?preset=access")
        assert "GET /" not in other.locator("main").inner_text()
        context.close()

    def the_node_is_ended_only_by_conf_with_its_name(self):
        page = self.page
        page.goto("/node")
        assert "Clock" in page.locator(".facts").inner_text()
        page.fill("#confirm", "another")
        page.click("button:text-is('Halt')")
        page.wait_for_selector(".problem")
        assert "nothing was done" in page.locator(".problem").inner_text().lower()
        answer = self.context.request.post(
            "/node", form={"to": "halt", "confirm": "another", "proof": "0"})
        assert answer.status == 403, answer.status
        answer = self.context.request.post(
            "/node", form={"to": "halt", "confirm": "another"},
            headers={"origin": "https://evil.example"})
        assert answer.status == 403, answer.status
        for name in ["rob", "mia"]:
            context = self.new_context()
            other = context.new_page()
            self.sign_in(other, name)
            other.goto("/node")
            assert other.locator("#confirm").count() == 0, name
            context.close()

    def no_page_breaks_the_policy_or_needs_a_script(self):
        errors = []
        page = self.context.new_page()
        page.on("console", lambda message: errors.append(message.text)
                if message.type == "error" and "404" not in message.text else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        for path in PAGES.values():
            page.goto(path)
            page.wait_for_timeout(200)
        assert not errors, errors
        page.close()
        context = self.new_context(java_script_enabled=False)
        page = context.new_page()
        self.sign_in(page, "mia")
        page.goto("/services/shop/servers/app1")
        page.click("button:text-is('Drain')")
        page.wait_for_selector(".notice")
        page.click("button:text-is('Online')")
        page.wait_for_selector(".notice")
        context.close()

    def a_text_browser_shows_the_services(self):
        text = subprocess.run(
            ["w3m", "-dump", "-T", "text/html", "-cols", "160"], check=True, text=True,
            input=self.context.request.get("/").text(), capture_output=True).stdout
        assert "DEGRADED 3 of 4 services serve" in text, text
        line = next(line for line in text.splitlines() if "search" in line and "0/1" in line)
        assert line.startswith("!") and "down" in line, text

    def no_page_is_wider_than_a_telephone(self):
        context = self.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        self.sign_in(page, "anna")
        for name, path in PAGES.items():
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, f"{name}: {width}"
        context.close()

    def axe_finds_no_serious_fault(self):
        found = []
        for scheme in ["light", "dark"]:
            context = self.new_context(color_scheme=scheme)
            page = context.new_page()
            page.goto("/sign-in")
            found += self.faults(page, f"sign-in, {scheme}")
            self.sign_in(page, "anna")
            for name, path in PAGES.items():
                page.goto(path)
                found += self.faults(page, f"{name}, {scheme}")
            for name in ["wrong", "plan", "conflict"]:
                self.show_edit(page, name)
                found += self.faults(page, f"{name}, {scheme}")
            context.close()
        assert not found, "\n".join(found)

    @staticmethod
    def faults(page, name):
        # The script of axe is put into the page by the browser itself, beside the policy.
        results = Axe().run(page)
        return [
            f"{name}: {fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
            for fault in results.response["violations"]
            if fault["impact"] in ("serious", "critical")]

    # The document in its editor.

    @staticmethod
    def type_text(page, text):
        """Replaces the text of the editor."""
        page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)",
                      text)

    @staticmethod
    def typed(page):
        """Returns the text of the editor."""
        return page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")

    def a_wrong_document_is_marked_while_typing_and_refused_with_its_line(self):
        page = self.context.new_page()
        page.goto("/configuration")
        before = self.site.text()
        assert self.typed(page) == before
        wrong = before.replace("mode: tcp", "mod: tcp")
        line = before[:before.index("mode: tcp")].count("\n") + 1
        self.type_text(page, wrong)
        page.locator(".finding-line").wait_for()
        assert "mod" in page.locator(".finding-line").first.inner_text()
        assert page.locator(".CodeMirror .finding-sign").count() >= 1
        found = page.locator(f"#review [data-line='{line}']").first
        found.locator("button.line").click()
        cursor = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getCursor().line")
        assert cursor == line - 1, cursor
        page.fill("#message", "a mistake")
        page.click("button:text-is('Apply')")
        page.wait_for_selector(".problem[role=alert]")
        assert f"line {line}" in page.locator(".problem").first.inner_text().lower()
        assert self.typed(page) == wrong and self.site.text() == before
        page.locator(".finding-line").wait_for()
        page.close()

    def an_edit_has_its_plan_and_is_applied(self):
        page = self.context.new_page()
        page.goto("/configuration")
        before = self.site.text()
        after = before.replace("weight: 7", "weight: 8")
        assert after != before
        self.type_text(page, after)
        page.locator("#review .steps li", has_text="weight").first.wait_for()
        assert page.locator("#review ins", has_text="weight: 8").count() == 1
        page.fill("#message", "more for app1")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert self.site.text() == after
        # The document is in the history once it is in force, and the page is no live one.
        for _ in range(60):
            page.goto("/history")
            if page.locator("tr", has_text="more for app1").count():
                break
            page.wait_for_timeout(500)
        else:
            raise AssertionError("the history has no line of the edit")
        page.close()

    def keys_are_completed_from_the_schema(self):
        page = self.context.new_page()
        page.goto("/configuration")
        page.wait_for_timeout(500)
        text = self.site.text()
        self.type_text(page, text.replace("    mode: tcp\n", "    mode: tcp\n    balan\n"))
        page.evaluate("""() => {
            const editor = document.querySelector('.CodeMirror').CodeMirror;
            const line = editor.getValue().split('\\n').findIndex((row) => row === '    balan');
            editor.setCursor({line, ch: 9});
            editor.focus();
        }""")
        page.keyboard.press("Control+Space")
        page.locator(".CodeMirror-hint", has_text="balance").wait_for()
        page.keyboard.press("Enter")
        assert "    balance: \n" in self.typed(page)
        # Without a change that counts, leaving asks nobody.
        page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue("
                      "document.getElementById('text').defaultValue)")
        page.close()

    def a_conflict_shows_both_changes_and_loses_nothing(self):
        page = self.context.new_page()
        page.goto("/configuration")
        before = self.site.text()
        mine = before + "# mine\n"
        self.type_text(page, mine)
        theirs = before.replace("weight: 8", "weight: 6")
        with open(self.site.file, "w") as file:
            file.write(theirs)
        page.click("button:text-is('Apply')")
        conflict = page.locator("[aria-label=Conflict]")
        conflict.wait_for()
        assert conflict.locator("ins", has_text="weight: 6").count() == 1
        assert page.locator("#review del", has_text="weight: 6").count() == 1
        assert self.typed(page) == mine and self.site.text() == theirs
        self.type_text(page, theirs + "# mine\n")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert self.site.text() == theirs + "# mine\n"
        page.close()

    def an_edit_is_undone_unless_confirmed(self):
        page = self.context.new_page()
        page.goto("/configuration")
        before = self.site.text()
        for seconds, is_confirmed in [("60", True), ("3", False)]:
            text = self.site.text() + f"# for {seconds} s\n"
            self.type_text(page, text)
            page.fill("#seconds", seconds)
            page.click("button:text-is('Apply, revert unless confirmed')")
            page.wait_for_url("**/configuration?done=attempt")
            left = page.locator("[data-until]")
            left.wait_for()
            assert left.inner_text().endswith(" s")
            assert self.site.text() == text
            if is_confirmed:
                before = text
                # The host has all of it within a moment.
                for _ in range(20):
                    page.click("button:text-is('Confirm the edit')")
                    page.wait_for_load_state()
                    if "done=confirm" in page.url:
                        break
                    page.wait_for_timeout(500)
                    page.goto("/configuration")
                assert "done=confirm" in page.url, page.locator("main").inner_text()
                assert page.locator("[data-until]").count() == 0
            else:
                self.site.wait("the way back", lambda: self.site.text() == before)
            page.goto("/configuration")
        page.close()

    def forms_write_small_edits_that_are_applied_as_others(self):
        page = self.context.new_page()
        page.goto("/services/shop")
        page.click("a:text-is('Add a server')")
        page.fill("#name", "app3")
        page.fill("#address", "127.0.0.1:3")
        page.fill("#weight", "2")
        page.click("button:text-is('Show the edit')")
        line = '+      - {name: app3, address: 127.0.0.1:3, weight: 2}'
        assert page.locator("#review .difference ins").all_inner_texts() == [line]
        assert page.locator("#review .steps li").count() >= 1
        assert page.input_value("#message") == "add app3 to shop"
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert line[1:] in self.site.text() and "# the old one" in self.site.text()
        page.goto("/services/shop/servers/app3")
        page.click("a:text-is('Change its address')")
        page.fill("#address", "127.0.0.1:4")
        page.click("button:text-is('Show the edit')")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert "{name: app3, address: 127.0.0.1:4, weight: 2}" in self.site.text()
        page.goto("/services/shop/servers/app3")
        page.click("a:text-is('Remove it')")
        page.click("button:text-is('Show the edit')")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert "app3" not in self.site.text()
        page.goto("/configuration/service")
        for field, value in [("name", "news"), ("listen", "127.0.0.1:5"), ("server", "n1"),
                             ("address", "127.0.0.1:999999")]:
            page.fill(f"#{field}", value)
        page.select_option("#layer", "http")
        page.click("button:text-is('Show the edit')")
        wrong = page.locator("#review .findings li")
        wrong.first.wait_for()
        assert "127.0.0.1:999999" in page.locator("#review").inner_text()
        assert "news" in self.typed(page) and "news" not in self.site.text()
        page.evaluate("window.onbeforeunload = null")
        page.close()

    def the_holding_page_is_previewed_and_edited(self):
        page = self.context.new_page()
        page.goto("/configuration/holding")
        frame = page.frame_locator("iframe.preview")
        frame.locator("h1").wait_for()
        page.fill("#html", "<style>h1 { color: rgb(1, 2, 3) }</style><h1>Soon</h1>"
                  "<script>document.body.textContent = 'no'</script>\n")
        page.click("button:text-is('Preview')")
        frame.locator("h1", has_text="Soon").wait_for()
        color = frame.locator("h1").evaluate("element => getComputedStyle(element).color")
        assert color == "rgb(1, 2, 3)", color
        page.fill("#html", "<style>h1 { color: rgb(1, 2, 3) }</style><h1>Soon</h1>\n")
        page.click("button:text-is('Show the edit')")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert "holdingPage:\n  html: |\n    <style>" in self.site.text()
        page.close()

    def the_editor_is_a_form_without_scripts_and_nothing_for_other_groups(self):
        context = self.new_context(java_script_enabled=False)
        page = context.new_page()
        self.sign_in(page, "anna")
        page.goto("/configuration")
        before = self.site.text()
        assert page.input_value("#text") == before
        page.fill("#text", before.replace("mode: tcp", "mod: tcp"))
        page.click("button:text-is('Check')")
        assert "this text is refused" in page.locator(".verdict").inner_text()
        assert "mod: tcp" in page.input_value("#text")
        page.fill("#text", before + "# by hand\n")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert self.site.text() == before + "# by hand\n"
        context.close()
        for name in ["rob", "mia"]:
            context = self.new_context()
            page = context.new_page()
            self.sign_in(page, name)
            page.goto("/configuration")
            assert page.locator("textarea").count() == 0 and "app1" not in page.content(), name
            assert page.goto("/configuration/server").status == 403
            answer = context.request.put(
                "/api/v1/document", data="x", headers={"If-Match": '"0"'})
            assert answer.status == 403
            context.close()

    def a_certificate_is_imported_and_its_chain_is_shown(self):
        page = self.context.new_page()
        pem = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", "-", "-subj", "/CN=browser.example", "-days", "90", "-addext",
             "subjectAltName=DNS:browser.example"],
            check=True, text=True, capture_output=True).stdout
        page.goto("/certificates")
        page.click("summary:has-text('Certificate shop')")
        page.fill("#pem-shop", "-----BEGIN CERTIFICATE-----")
        page.click("button:text-is('Import')")
        page.wait_for_selector(".problem")
        page.fill("#pem-shop", pem)
        page.click("button:text-is('Import')")
        page.wait_for_selector(".problem")
        assert "tick replaces" in page.locator(".problem").inner_text()
        page.fill("#pem-shop", pem)
        page.check("#force-shop")
        page.click("button:text-is('Import')")
        page.wait_for_url("**/certificates?done=certificate")
        for _ in range(50):
            page.goto("/certificates")
            if page.locator(".chain", has_text="CN=browser.example").count():
                break
            page.wait_for_timeout(200)
        page.click("summary:has-text('Chain of 1')")
        assert page.locator(".chain li").inner_text().startswith("CN=browser.example")
        request = self.context.request.get("/certificates/shop/request")
        assert request.text().startswith("-----BEGIN CERTIFICATE REQUEST-----")
        page.close()

    def a_session_that_ends_costs_no_text(self):
        context = self.new_context()
        page = context.new_page()
        self.sign_in(page, "anna")
        page.goto("/configuration")
        context.clear_cookies()
        text = self.site.text() + "# kept\n"
        self.type_text(page, text)
        page.click("button:text-is('Apply')")
        page.locator("#checked", has_text="session has ended").wait_for()
        assert self.typed(page) == text
        other = context.new_page()
        self.sign_in(other, "anna")
        page.click("button:text-is('Apply')")
        page.wait_for_url("**/configuration?done=apply")
        assert self.site.text() == text
        context.close()

    CASES = [
        the_setup_link_makes_the_first_account, the_overview_has_problems_first,
        a_drain_by_hand_is_in_the_document_and_is_seen,
        a_weight_is_changed_and_a_wrong_one_refused,
        eight_pages_load_because_hidden_ones_have_no_stream, groups_see_their_own_forms_alone,
        the_find_key_finds,
        a_wrong_document_is_marked_while_typing_and_refused_with_its_line,
        an_edit_has_its_plan_and_is_applied, keys_are_completed_from_the_schema,
        a_conflict_shows_both_changes_and_loses_nothing, an_edit_is_undone_unless_confirmed,
        forms_write_small_edits_that_are_applied_as_others,
        the_holding_page_is_previewed_and_edited,
        the_editor_is_a_form_without_scripts_and_nothing_for_other_groups,
        a_certificate_is_imported_and_its_chain_is_shown,
        a_session_that_ends_costs_no_text, graphs_are_drawn_light_and_dark,
        reports_sort_filter_and_export_without_a_script,
        connections_are_listed_with_their_server, logs_have_presets_and_rights,
        the_node_is_ended_only_by_conf_with_its_name,
        no_page_breaks_the_policy_or_needs_a_script,
        a_text_browser_shows_the_services, no_page_is_wider_than_a_telephone,
        axe_finds_no_serious_fault,
    ]

    def screenshots(self, folder):
        os.makedirs(folder, exist_ok=True)
        for scheme in ["light", "dark"]:
            for width in [1280, 360]:
                context = self.new_context(
                    color_scheme=scheme, viewport={"width": width, "height": 740})
                page = context.new_page()
                page.goto("/sign-in")
                page.screenshot(
                    path=f"{folder}/sign-in-{scheme}-{width}.png", full_page=True)
                self.sign_in(page, "anna")
                for name, path in PAGES.items():
                    page.goto(path)
                    page.wait_for_timeout(300)
                    page.screenshot(
                        path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)
                for name in ["wrong", "plan", "conflict", "unconfirmed"]:
                    self.show_edit(page, name)
                    page.screenshot(
                        path=f"{folder}/configuration-{name}-{scheme}-{width}.png", full_page=True)
                context.close()

    def show_edit(self, page, name):
        """Shows the editor with an edit of this kind."""
        page.goto("/configuration")
        text = self.site.text()
        if name == "wrong":
            self.type_text(page, text.replace("mode: tcp", "mod: tcp"))
            page.locator(".finding-line").wait_for()
        elif name == "plan":
            self.type_text(page, text.replace("{name: wiki2", "{name: wiki3"))
            page.locator("#review .steps li").first.wait_for()
        elif name == "conflict":
            self.type_text(page, text + "# mine\n")
            with open(self.site.file, "w") as file:
                file.write(text + "# of others\n")
            page.click("button:text-is('Apply')")
            page.locator("[aria-label=Conflict]").wait_for()
        else:
            self.type_text(page, text + "# for a moment\n")
            page.fill("#seconds", "2")
            page.click("button:text-is('Apply, revert unless confirmed')")
            page.locator("[data-until]").wait_for()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--screenshots")
    parser.add_argument("--program", default=".build/debug/ballast")
    options = parser.parse_args()
    passed, failed = 0, 0
    site = Site(options.program)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            suite = Suite(site, browser)
            for case in Suite.CASES:
                name = case.__name__.replace("_", " ")
                try:
                    case(suite)
                    passed += 1
                    print(f"passed: {name}", flush=True)
                except Exception:
                    failed += 1
                    print(f"failed: {name}\n{traceback.format_exc()}", flush=True)
            if options.screenshots:
                suite.screenshots(options.screenshots)
            browser.close()
    finally:
        site.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
