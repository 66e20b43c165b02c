"""Pages are drawn, placed and turned into pictures by several threads at once, as the window's worker and the printing threads do."""

from concurrent.futures import ThreadPoolExecutor

from tests.release.slips import PLAIN, signed
from workstation.paper import pictures, placing, receipt, slip


def test_three_threads_draw_the_same_pages_as_one():
    token = signed(PLAIN)

    def work(_):
        page = slip.pdf(PLAIN, token)
        return page, pictures.page_image(placing.placed(page, "A4"), 40), pictures.page_dots(receipt.pdf(receipt.pieces(PLAIN, token)), 4)

    alone = work(0)
    with ThreadPoolExecutor(3) as threads:
        assert all(each == alone for each in threads.map(work, range(12)))
